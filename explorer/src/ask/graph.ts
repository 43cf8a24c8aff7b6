// An answer as a graph, by the explorer's own picture. Two clicks lead to the explorer, where one can walk on.
import { root } from "../api";
import { announce, fill, h } from "../dom";
import { dictionary } from "../i18n";
import { Arranging } from "../explorer/arranging";
import { canDraw, Canvas } from "../explorer/canvas";
import { isEntity } from "../explorer/listing";
import { linkNodes, scene } from "../explorer/scene";
import { begun, endsOf, type Point, type Selection, type View } from "../explorer/view";
import type { Network } from "./answer";
