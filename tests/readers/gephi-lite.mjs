// What Gephi Lite makes of a GEXF file: its parser is graphology-gexf. Prints the graph as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.AIKG_READERS}/package.json`);
const Graph = require("graphology");
const gexf = require("graphology-gexf");

const graph = gexf.parse(Graph, readFileSync(process.argv[2], "utf8"), { addMissingNodes: false });
process.stdout.write(JSON.stringify(graph.export()));
