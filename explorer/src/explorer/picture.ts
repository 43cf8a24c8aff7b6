// The picture as it is seen, for elsewhere: as SVG, and as PNG of twice the size.
import { DASHES, type Canvas } from "./canvas";
import { SIZES } from "./lettering";
import { cornersOf, lookOf } from "./looks";

const SVG = "http://www.w3.org/2000/svg";
const SANS = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";

type Part =
  | { is: "line"; from: [number, number]; to: [number, number]; width: number; colour: string; dash: readonly number[] }
  | { is: "shape"; corners: [number, number][]; middle: [number, number]; radius: number; colour: string; outline: string; width: number }
  | { is: "text"; text: string; at: [number, number]; size: number; strong: boolean; colour: string };

/** What is drawn, in pixels of the picture: lines with their heads, shapes, names. */
function parts(canvas: Canvas): Part[] {
  const { sigma, graph, palette, lettering } = canvas;
  const found: Part[] = [];
  const at = (id: string): { x: number; y: number; radius: number } => {
    const look = sigma.getNodeDisplayData(id)!;
    return { ...sigma.framedGraphToViewport(look), radius: sigma.scaleSize(look.size) };
  };
  const byHeight = (a: { zIndex: number }, b: { zIndex: number }): number => a.zIndex - b.zIndex;
  const lines = graph.mapEdges((id, { link, aside }) => ({ id, link, aside, look: sigma.getEdgeDisplayData(id)!, zIndex: sigma.getEdgeDisplayData(id)!.zIndex }));
  for (const { link, aside, look } of lines.sort(byHeight)) {
    const [a, b] = [at(link.source), at(link.target)];
    const whole = Math.hypot(b.x - a.x, b.y - a.y);
    if (whole <= a.radius + b.radius + 1) continue;
    const [ux, uy] = [(b.x - a.x) / whole, (b.y - a.y) / whole];
    // The side of a line is that of the shader, whose y points up.
    const [ox, oy] = [uy * aside, -ux * aside];
    const head = link.mutual ? 0 : 6 + look.size;
    const to: [number, number] = [b.x - ux * (b.radius + 1) + ox, b.y - uy * (b.radius + 1) + oy];
    const end: [number, number] = [to[0] - ux * head, to[1] - uy * head];
    const dash = DASHES[link.line].some(Boolean) ? DASHES[link.line] : [];
    found.push({ is: "line", from: [a.x + ux * a.radius + ox, a.y + uy * a.radius + oy], to: end, width: look.size, colour: look.color, dash });
    if (head) {
      const half = head * 0.45;
      const corners: [number, number][] = [[to[0], to[1]], [end[0] - uy * half, end[1] + ux * half], [end[0] + uy * half, end[1] - ux * half]];
      found.push({ is: "shape", corners, middle: [0, 0], radius: 0, colour: look.color, outline: look.color, width: 0 });
    }
  }
  const nodes = graph.mapNodes((id) => ({ id, look: sigma.getNodeDisplayData(id)!, zIndex: sigma.getNodeDisplayData(id)!.zIndex }));
  for (const { id, look } of nodes.sort(byHeight)) {
    const { x, y, radius } = at(id);
    const corners = cornersOf(lookOf(lettering.typeOf(id)), radius).map(([dx, dy]) => [x + dx, y + dy] as [number, number]);
    const { outline = palette.paper, width = 1.5 } = look as Partial<{ outline: string; width: number }>;
    found.push({ is: "shape", corners, middle: [x, y], radius, colour: look.color, outline, width });
  }
  for (const { text, x, y } of lettering.lines) found.push({ is: "text", text, at: [x, y], size: SIZES.line * lettering.scale, strong: false, colour: palette.soft });
  for (const { text, x, y, strong } of lettering.names) found.push({ is: "text", text, at: [x, y], size: (strong ? SIZES.strong : SIZES.plain) * lettering.scale, strong, colour: palette.ink });
  return found;
}

export function svg(canvas: Canvas, title: string): string {
  const { width, height } = canvas.sigma.getDimensions();
  const root = element("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": SANS });
  root.append(element("title", {}, title), element("rect", { width: "100%", height: "100%", fill: canvas.palette.paper }));
  for (const part of parts(canvas)) root.append(drawn(part, canvas.palette.paper));
  return new XMLSerializer().serializeToString(root);
}

function drawn(part: Part, paper: string): Element {
  if (part.is === "line") {
    const [x1, y1, x2, y2] = [...part.from, ...part.to].map(short);
    return element("line", { x1, y1, x2, y2, stroke: part.colour, "stroke-width": short(part.width), ...(part.dash.length ? { "stroke-dasharray": part.dash.join(" ") } : {}) });
  }
  if (part.is === "text") {
    const [x, y] = part.at.map(short);
    return element("text", { x, y, fill: part.colour, "font-size": part.size, "font-weight": part.strong ? 600 : 400, "dominant-baseline": "central", stroke: paper, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" }, part.text);
  }
  const paint = { fill: part.colour, stroke: part.outline, "stroke-width": part.width };
  if (part.corners.length) return element("polygon", { points: part.corners.map((corner) => corner.map(short).join(",")).join(" "), ...paint });
  return element("circle", { cx: short(part.middle[0]), cy: short(part.middle[1]), r: short(part.radius), ...paint });
}

/** The picture as PNG; null if the browser cannot make one. */
export function png(canvas: Canvas): Promise<Blob | null> {
  const { width, height } = canvas.sigma.getDimensions();
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [width * 2, height * 2];
  const context = sheet.getContext("2d")!;
  context.scale(2, 2);
  context.fillStyle = canvas.palette.paper;
  context.fillRect(0, 0, width, height);
  for (const part of parts(canvas)) paint(context, part, canvas.palette.paper);
  return new Promise((resolve) => sheet.toBlob(resolve, "image/png"));
}

function paint(context: CanvasRenderingContext2D, part: Part, paper: string): void {
  if (part.is === "text") {
    context.font = `${part.strong ? 600 : 400} ${part.size}px ${SANS}`;
    context.textBaseline = "middle";
    [context.lineJoin, context.lineWidth, context.strokeStyle, context.fillStyle] = ["round", 3.5, paper, part.colour];
    context.strokeText(part.text, ...part.at);
    context.fillText(part.text, ...part.at);
    return;
  }
  context.beginPath();
  if (part.is === "line") {
    context.moveTo(...part.from);
    context.lineTo(...part.to);
    [context.lineWidth, context.strokeStyle] = [part.width, part.colour];
    context.setLineDash([...part.dash]);
    context.stroke();
    context.setLineDash([]);
    return;
  }
  if (part.corners.length) for (const corner of part.corners) context.lineTo(...corner);
  else context.arc(...part.middle, part.radius, 0, 2 * Math.PI);
  context.closePath();
  [context.fillStyle, context.strokeStyle, context.lineWidth] = [part.colour, part.outline, part.width];
  context.fill();
  if (part.width) context.stroke();
}

function element(name: string, attributes: Record<string, string | number | undefined>, text = ""): Element {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && key !== "xmlns") found.setAttribute(key, String(value));
  // XML has no place for most control characters.
  found.textContent = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return found;
}

function short(value: number): number {
  return Number(value.toFixed(1));
}
