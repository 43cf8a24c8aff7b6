// The map as the server draws it, by columns; see `aikg.atlas`. While it is drawn, how far it is.
import { asked, read } from "../api";

export interface Atlas {
  classes: string[];
  nodes: { id: string[]; label: string[]; label_zh: string[]; class: number[]; x: number[]; y: number[]; community: number[]; claims: number[] };
  links: { source: number[]; target: number[]; claims: number[] };
  communities: { size: number; central: number[] }[];
  total: { nodes: number; links: number };
}
export interface Progress {
  step: string;
  done: number;
}

/** The map, asked for again until it is drawn. */
export async function atlas(tell: (progress: Progress) => void, signal: AbortSignal): Promise<Atlas> {
  for (;;) {
    const answer = await asked("/map.json", { headers: { Accept: "application/json" }, signal });
    const told = await read<Atlas & Progress>(answer);
    if (answer.status !== 202) return told;
    tell(told);
    const seconds = Math.min(30, Math.max(0.5, Number(answer.headers.get("Retry-After")) || 1));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}
