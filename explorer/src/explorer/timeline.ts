// The time: how many claims each month, quarter or year has, two grips for from and to, and play.
import { fill, h, icon } from "../dom";
import { dictionary } from "../i18n";
import { isDated } from "./scene";
import type { Edge, Span } from "./view";
import type { Panel, Walk } from "./walk";

const t = dictionary({
  en: { time: "Time", from: "from", to: "to", play: "Play", stop: "Stop", whole: "All of time", undated: "{n} undated", undatedLabel: "Show the {n} claims without a date", none: "No claim in view has a date.", counts: "{label}: {n} claims", dated: "{n} dated" },
  zh: { time: "时间", from: "起", to: "止", play: "播放", stop: "停止", whole: "全部时间", undated: "{n} 条无日期", undatedLabel: "显示 {n} 条没有日期的陈述", none: "当前视图中的陈述都没有日期。", counts: "{label}：{n} 条陈述", dated: "{n} 条有日期" },
});

const MOST_BINS = 48;
const STEP_MS = 900;

/** A stretch of time: its name, its first and its last day. */
export interface Bin {
  label: string;
  since: string;
  until: string;
}

/** Months, quarters or years that hold all days of some claims; none where there are no days. */
export function bins(edges: readonly Edge[]): Bin[] {
  const days = edges.flatMap((edge) => [edge.start, edge.end]).filter((day): day is string => day !== null).sort();
  if (!days.length) return [];
  const [first, last] = [month(days[0]!), month(days.at(-1)!)];
  const size = [1, 3, 12, 60, 120, 1_200].find((months) => (last - first) / months < MOST_BINS) ?? 12_000;
  const found: Bin[] = [];
  for (let at = Math.floor(first / size) * size; at <= last; at += size) found.push({ label: labelOf(at, size), since: dayOf(at, 1), until: dayOf(at + size, 0) });
  return found;
}

export function inBin(edge: Edge, { since, until }: Bin): boolean {
  return isDated(edge) && !(edge.end !== null && edge.end < since) && !(edge.start !== null && edge.start > until) && (edge.start !== null || (edge.end ?? "") <= until);
}

export class Timeline implements Panel {
  #walk: Walk | undefined;
  #bins: Bin[] = [];
  #playing = 0;
  #sent: Span | undefined;
  #drawn = "";
  #bars: HTMLElement[] = [];
  readonly #grips = [this.#grip("since"), this.#grip("until")] as const;
  readonly #bar = h("div", { class: "bars", "aria-hidden": "true" });
  readonly #text = h("output", { class: "span" });
  readonly #play = h("button", { type: "button", class: "button plain play", onclick: () => this.#toggle() });
  readonly #all = h("button", { type: "button", class: "button plain", onclick: () => this.#walk?.during({ since: "", until: "" }, true) });
  readonly #undated = h("input", { type: "checkbox", onchange: () => this.#walk?.during(this.#walk.view.span, this.#undated.checked) });
  readonly #count = h("span", {});
  readonly #title = h("h2", { id: "time" });

  constructor(private readonly element: HTMLElement) {
    const brush = h("div", { class: "brush" }, this.#bar, ...this.#grips);
    element.append(this.#title, this.#play, brush, this.#text, this.#all, h("label", { class: "undated" }, this.#undated, this.#count));
  }

  show(walk: Walk): void {
    this.#walk = walk;
    if (this.#playing && walk.view.span !== this.#sent) this.#stop(); // somebody chose another time
    const dated = walk.scene.all.filter(isDated);
    this.#bins = bins(dated);
    const last = this.#bins.length - 1;
    const { since, until } = walk.view.span;
    // A span after all there is begins past the last stretch, one before it ends ahead of the first.
    const begins = since ? this.#bins.findIndex((bin) => bin.until >= since) : 0;
    const from = begins < 0 ? last + 1 : begins;
    const to = until ? this.#bins.findLastIndex((bin) => bin.since <= until) : last;
    const beside = from > to;
    this.element.classList.toggle("empty", last < 0);
    fill(this.#title, t("time"));
    this.#draw(walk.scene.timely, from, to);
    for (const [grip, at, name] of [[this.#grips[0], from, "from"], [this.#grips[1], to, "to"]] as const) {
      grip.max = String(Math.max(0, last));
      grip.value = String(Math.max(0, Math.min(at, last)));
      grip.disabled = last < 1;
      grip.setAttribute("aria-label", `${t("time")}: ${t(name)}`);
      grip.setAttribute("aria-valuetext", beside ? (name === "from" ? since : until) : (this.#bins[at]?.label ?? ""));
    }
    const counted = walk.scene.timely.filter(isDated).length;
    const undated = walk.scene.timely.length - counted;
    this.#undated.checked = walk.view.undated;
    fill(this.#count, t("undated", { n: undated }), h("span", { class: "unseen" }, ` – ${t("undatedLabel", { n: undated })}`));
    const chosen = since || until;
    fill(this.#text, last < 0 ? t("none") : beside ? `${since} – ${until}`.trim() : chosen ? this.#name(from, to) : t("dated", { n: counted }));
    fill(this.#all, t("whole"));
    this.#all.hidden = !chosen && walk.view.undated;
    this.#button(last);
  }

  #button(last: number): void {
    this.#play.disabled = last < 1;
    this.#play.setAttribute("aria-label", this.#playing ? t("stop") : t("play"));
    this.#play.title = this.#playing ? t("stop") : t("play");
    fill(this.#play, icon(this.#playing ? "M8 5v14M16 5v14" : "M7 4l13 8-13 8z"));
  }

  #draw(edges: readonly Edge[], from: number, to: number): void {
    const counts = this.#bins.map((bin) => edges.filter((edge) => inBin(edge, bin)).length);
    const drawn = JSON.stringify([counts, from, to, this.#bins[0]?.label]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const most = Math.max(1, ...counts);
    this.#bars = counts.map((count, n) => {
      const bar = h("div", { class: n >= from && n <= to ? "bar" : "bar off", title: t("counts", { label: this.#bins[n]!.label, n: count }) });
      bar.style.height = `${count ? 12 + (88 * count) / most : 3}%`;
      return bar;
    });
    fill(this.#bar, ...this.#bars);
  }

  #name(from: number, to: number): string {
    const [first, last] = [this.#bins[from]?.label ?? "", this.#bins[to]?.label ?? ""];
    return first === last ? first : `${first} – ${last}`;
  }

  #grip(end: keyof Span): HTMLInputElement {
    const grip = h("input", { type: "range", min: "0", max: "0", step: "1", class: `grip ${end}` });
    grip.addEventListener("input", () => this.#choose(end, Number(grip.value)));
    return grip;
  }

  #choose(end: keyof Span, at: number): void {
    const [from, to] = this.#grips.map((grip) => Number(grip.value));
    if (end === "since") this.#span(Math.min(at, to!), to!);
    else this.#span(from!, Math.max(at, from!));
  }

  #span(from: number, to: number, playing = false): void {
    const walk = this.#walk!;
    const whole = from <= 0 && to >= this.#bins.length - 1;
    const span = { since: whole ? "" : this.#bins[from]!.since, until: whole ? "" : this.#bins[to]!.until };
    this.#sent = span;
    walk.during(span, walk.view.undated, playing);
  }

  /** Moves a window over time, one stretch after the other, to the end; a whole span begins with its first stretch. */
  #toggle(): void {
    if (this.#playing) return this.#stop();
    const [from, to] = this.#grips.map((grip) => Number(grip.value)) as [number, number];
    const last = this.#bins.length - 1;
    const wide = to - from >= last ? 0 : to - from;
    let at = to >= last ? 0 : from;
    const step = (): void => {
      if (at + wide > last || !this.element.offsetParent) return this.#stop(); // hidden: one has left
      this.#span(at, at + wide, true);
      at += 1;
    };
    this.#playing = window.setInterval(step, STEP_MS);
    step();
  }

  #stop(): void {
    window.clearInterval(this.#playing);
    this.#playing = 0;
    this.#button(this.#bins.length - 1);
  }
}

function month(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function dayOf(month: number, day: number): string {
  const date = new Date(Date.UTC(2000, month % 12, day));
  date.setUTCFullYear(Math.floor(month / 12), month % 12, day);
  return date.toISOString().slice(0, 10);
}

function labelOf(month: number, size: number): string {
  const year = String(Math.floor(month / 12));
  if (size === 1) return `${year}-${String((month % 12) + 1).padStart(2, "0")}`;
  if (size === 3) return `${year} Q${Math.floor((month % 12) / 3) + 1}`;
  return size === 12 ? year : `${year}–${Number(year) + size / 12 - 1}`;
}
