// The map as the server draws it, by columns; see `aikg.atlas`. While it is drawn, how far it is.
import { ApiError, root } from "../api";

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
    const answer = await fetch(`${root}/map.json`, { headers: { Accept: "application/json" }, signal }).catch((error: unknown) => {
      throw signal.aborted ? error : new ApiError(0, "unreachable", "The server does not answer.");
    });
    const told = (await answer.json()) as Atlas & Progress & { error?: string; detail?: string };
    if (!answer.ok) throw new ApiError(answer.status, String(told.error), String(told.detail ?? answer.statusText));
    if (answer.status !== 202) return told;
    tell(told);
    const seconds = Math.min(30, Math.max(0.5, Number(answer.headers.get("Retry-After")) || 1));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}
