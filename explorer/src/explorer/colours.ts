// The colours that are drawn with, read from the style sheet once for each theme.
import { colour, isDark } from "../theme";
import { colourOf } from "./looks";
import type { Line } from "./scene";

export interface Palette {
  ink: string;
  paper: string;
  soft: string;
  accent: string;
  lines: Record<Line, string>;
  of(type: string): string;
  /** A colour as it looks from afar: most of it is paper. */
  faded(hex: string): string;
}

export function palette(): Palette {
  const paper = colour("--paper");
  const known = new Map<string, string>();
  const rest = isDark() ? 0.78 : 0.82;
  return {
    ink: colour("--ink"),
    paper,
    soft: colour("--soft"),
    accent: colour("--accent"),
    lines: {
      settled: colour("--edge-settled"),
      potential: colour("--edge-potential"),
      cancelled: colour("--edge-cancelled"),
      unstated: colour("--edge"),
    },
    of: (type) => cached(known, type, () => colourOf(type)),
    faded: (hex) => cached(known, hex, () => mixed(hex, paper, rest)),
  };
}

function cached(known: Map<string, string>, key: string, make: () => string): string {
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = make()));
  return found;
}

function mixed(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  return `#${a.map((value, n) => Math.round(value + (b[n]! - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

function channels(hex: string): [number, number, number] {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join("") : hex.slice(1);
  const value = parseInt(digits, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
