// The steps of a walk, kept by the browser: each is an address, so that back, forward, undo and redo are the same thing.
import { written, type Seen } from "./fragment";

const MOST_REMEMBERED = 100;
const LATER_MS = 400;

/** Counts steps and remembers what each showed, so that going back needs no server. */
export class Steps {
  #at = 0;
  #last = 0;
  readonly #seen = new Map<number, Seen>();
  #timer = 0;

  constructor(private readonly back: (seen: Seen | null) => void) {
    this.#at = stepOf(history.state);
    this.#last = this.#at;
    history.replaceState({ step: this.#at }, "");
    window.addEventListener("popstate", (event) => {
      this.#cancel();
      const known = event.state !== null;
      this.#at = known ? stepOf(event.state) : this.#last + 1;
      if (!known) {
        this.#last = this.#at;
        history.replaceState({ step: this.#at }, "");
      }
      this.#last = Math.max(this.#last, this.#at);
      this.back(known ? (this.#seen.get(this.#at) ?? null) : null);
    });
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }
  get canRedo(): boolean {
    return this.#at < this.#last;
  }
  undo(): void {
    if (this.canUndo) history.back();
  }
  redo(): void {
    if (this.canRedo) history.forward();
  }

  /** A new step. */
  push(seen: Seen): void {
    this.#cancel();
    this.#at += 1;
    this.#last = this.#at;
    for (const step of this.#seen.keys()) if (step > this.#at || step < this.#at - MOST_REMEMBERED) this.#seen.delete(step);
    this.#seen.set(this.#at, seen);
    history.pushState({ step: this.#at }, "", place(seen));
  }

  /** The same step, seen otherwise: what is chosen, how the picture lies. */
  amend(seen: Seen): void {
    this.#seen.set(this.#at, seen);
    this.#cancel();
    // Browsers allow so many changes of the address in a time.
    this.#timer = window.setTimeout(() => history.replaceState({ step: this.#at }, "", place(seen)), LATER_MS);
  }

  #cancel(): void {
    window.clearTimeout(this.#timer);
  }
}

/** The address of what is seen. */
export function place(seen: Seen): string {
  return `${location.pathname}${location.search}${written(seen)}`;
}

function stepOf(state: unknown): number {
  const step = (state as { step?: unknown } | null)?.step;
  return typeof step === "number" && Number.isSafeInteger(step) && step >= 0 ? step : 0;
}
