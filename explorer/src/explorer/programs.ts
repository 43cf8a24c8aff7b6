// How nodes and lines are drawn by the graphics card: any regular shape with an outline; whole, dashed and dotted arrows.
import { EdgeProgram, NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Attributes } from "graphology-types";
import type { Link } from "./scene";

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;

/** What sigma keeps of a node and of a line; the rest is found when they are drawn. */
export interface NodeLook extends Attributes {
  x: number;
  y: number;
  size: number;
  color: string;
  type: string;
}
export interface LineLook extends Attributes {
  link: Link;
  aside: number;
}

export interface Shape extends NodeDisplayData {
  corners: number;
  turn: number;
  outline: string;
  /** Pixels. */
  width: number;
}

const SHAPE_VERTEX = /* glsl */ `
attribute vec4 a_id, a_color, a_outline;
attribute vec2 a_position, a_form;
attribute float a_size, a_width, a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio, u_correctionRatio;
varying vec4 v_color, v_outline;
varying vec2 v_from, v_form;
varying float v_radius, v_width;
void main() {
  v_radius = a_size / u_sizeRatio;
  // A triangle around the circle; one pixel more, for its soft rim.
  v_from = (v_radius + 1.0) * 2.0 * vec2(cos(a_angle), sin(a_angle));
  vec2 position = a_position + v_from * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  v_form = a_form;
  v_width = a_width;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
  v_outline = a_outline;
}`;

const SHAPE_FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color, v_outline;
varying vec2 v_from, v_form;
varying float v_radius, v_width;
const float PI = 3.14159265;
void main() {
  float away = length(v_from) - v_radius;
  if (v_form.x > 0.5) {
    float step = 2.0 * PI / v_form.x;
    float angle = mod(atan(v_from.x, v_from.y) - 2.0 * PI * v_form.y, step) - step / 2.0;
    away = cos(angle) * length(v_from) - v_radius * cos(PI / v_form.x);
  }
  #ifdef PICKING_MODE
  gl_FragColor = away > 2.0 ? vec4(0.0) : v_color;
  #else
  float inside = 1.0 - smoothstep(-0.7, 0.7, away);
  float rim = smoothstep(-0.7, 0.7, away + v_width);
  vec4 colour = mix(v_color, v_outline, v_width > 0.0 ? rim : 0.0);
  gl_FragColor = vec4(colour.rgb, 1.0) * inside;
  #endif
}`;

type ShapeUniform = "u_matrix" | "u_sizeRatio" | "u_correctionRatio";

export class ShapeProgram extends NodeProgram<ShapeUniform, NodeLook, LineLook> {
  override getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: SHAPE_VERTEX,
      FRAGMENT_SHADER_SOURCE: SHAPE_FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_correctionRatio"] as const,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_form", size: 2, type: FLOAT },
        { name: "a_width", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_outline", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  override processVisibleItem(id: number, start: number, data: NodeDisplayData): void {
    const { corners = 0, turn = 0, outline = "#fff", width = 0 } = data as Partial<Shape>;
    this.array.set([data.x, data.y, data.size, corners, turn, width, floatColor(data.color), floatColor(outline), id], start);
  }

  override setUniforms({ matrix, sizeRatio, correctionRatio }: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"]!, false, matrix);
    gl.uniform1f(uniformLocations["u_sizeRatio"]!, sizeRatio);
    gl.uniform1f(uniformLocations["u_correctionRatio"]!, correctionRatio);
  }
}

export interface Stroke extends EdgeDisplayData {
  /** Pixels of a dash and of the gap after it; 0 is a whole line. */
  dash: number;
  gap: number;
  /** Pixels to the side, for lines that join the same two. */
  aside: number;
  arrow: boolean;
}

const STROKE_VERTEX = /* glsl */ `
attribute vec4 a_id, a_color, a_ends;
attribute vec2 a_radii, a_dash, a_corner;
attribute float a_thickness, a_aside, a_arrow;
uniform mat3 u_matrix;
uniform vec2 u_size;
uniform float u_sizeRatio;
varying vec4 v_color;
varying vec2 v_at, v_dash;
varying float v_length, v_half, v_arrow;
void main() {
  vec2 scale = u_size / 2.0;
  vec2 from = (u_matrix * vec3(a_ends.xy, 1)).xy * scale;
  vec2 to = (u_matrix * vec3(a_ends.zw, 1)).xy * scale;
  float whole = max(length(to - from), 0.001);
  vec2 along = (to - from) / whole;
  vec2 across = vec2(-along.y, along.x);
  vec2 radii = sqrt(max(a_radii * a_radii / (u_sizeRatio * u_sizeRatio) - a_aside * a_aside, 0.0));
  v_half = a_thickness / 2.0;
  v_arrow = a_arrow * (6.0 + 2.0 * v_half);
  v_length = whole - radii.x - radii.y - 1.0;
  #ifdef PICKING_MODE
  float widest = max(6.0, v_half + 1.0); // easier to hit than to see
  #else
  float widest = max(v_arrow * 0.45, v_half) + 1.0;
  #endif
  v_at = vec2(a_corner.x * v_length, a_corner.y * widest);
  vec2 place = from + along * (radii.x + v_at.x) + across * (v_at.y + a_aside);
  gl_Position = vec4(place / scale, 0, 1);
  v_dash = a_dash;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const STROKE_FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec2 v_at, v_dash;
varying float v_length, v_half, v_arrow;
void main() {
  if (v_length <= 0.0) discard;
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  float tip = v_length - v_at.x;
  bool head = tip < v_arrow;
  float half_ = head ? tip * 0.45 : v_half;
  float seen = 1.0 - smoothstep(half_ - 0.5, half_ + 0.5, abs(v_at.y));
  if (!head && v_dash.y > 0.0) {
    float at = mod(v_at.x, v_dash.x + v_dash.y);
    seen *= smoothstep(0.0, 1.0, at) * (1.0 - smoothstep(v_dash.x, v_dash.x + 1.0, at));
  }
  gl_FragColor = vec4(v_color.rgb, 1.0) * seen;
  #endif
}`;

type StrokeUniform = "u_matrix" | "u_size" | "u_sizeRatio";

export class StrokeProgram extends EdgeProgram<StrokeUniform, NodeLook, LineLook> {
  override getDefinition() {
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: STROKE_VERTEX,
      FRAGMENT_SHADER_SOURCE: STROKE_FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_size", "u_sizeRatio"] as const,
      ATTRIBUTES: [
        { name: "a_ends", size: 4, type: FLOAT },
        { name: "a_radii", size: 2, type: FLOAT },
        { name: "a_dash", size: 2, type: FLOAT },
        { name: "a_thickness", size: 1, type: FLOAT },
        { name: "a_aside", size: 1, type: FLOAT },
        { name: "a_arrow", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [[0, 1], [0, -1], [1, 1], [1, 1], [0, -1], [1, -1]],
    };
  }

  override processVisibleItem(id: number, start: number, source: NodeDisplayData, target: NodeDisplayData, data: EdgeDisplayData): void {
    const { dash = 0, gap = 0, aside = 0, arrow = true } = data as Partial<Stroke>;
    const ends = [source.x, source.y, target.x, target.y, source.size, target.size];
    this.array.set([...ends, dash, gap, data.size, aside, arrow ? 1 : 0, floatColor(data.color), id], start);
  }

  override setUniforms({ matrix, sizeRatio, width, height }: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"]!, false, matrix);
    gl.uniform2f(uniformLocations["u_size"]!, width, height);
    gl.uniform1f(uniformLocations["u_sizeRatio"]!, sizeRatio);
  }
}
