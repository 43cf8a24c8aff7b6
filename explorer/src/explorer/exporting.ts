// Taking it along: files of exactly what is seen, made by the server under a path that says all of it, and pictures.
import { asked, root } from "../api";
import { copy } from "../copying";
import { download, h, notify } from "../dom";
import { dictionary } from "../i18n";
import type { Canvas } from "./canvas";
import { listed, sorted } from "./listing";
import { png, svg } from "./picture";
import type { Scene } from "./scene";
import type { View } from "./view";
import type { Walk } from "./walk";

const t = dictionary({
  en: {
    export: "Take it along", link: "Copy the link", sparql: "This view as SPARQL", lite: "Open in Gephi Lite", gexf: "GEXF, for Gephi", graphml: "GraphML", csv: "CSV: relations", nodes: "CSV: entities", svg: "Picture, SVG", png: "Picture, PNG",
    hint: "Exactly what is seen: filtered as it is, nothing else.", close: "Close", copy: "Copy", run: "Run it", query: "This view as SPARQL", failed: "That failed: {why}", many: "Gephi Lite takes an address, and so many entities make none; take a file, or fewer of them.",
  },
  zh: {
    export: "导出", link: "复制链接", sparql: "此视图的 SPARQL", lite: "在 Gephi Lite 中打开", gexf: "GEXF（Gephi）", graphml: "GraphML", csv: "CSV：关系", nodes: "CSV：实体", svg: "图片 SVG", png: "图片 PNG",
    hint: "与所见完全一致，包括筛选。", close: "关闭", copy: "复制", run: "运行", query: "此视图的 SPARQL", failed: "失败：{why}", many: "Gephi Lite 需要一个地址，而实体过多无法写入地址；请下载文件或减少实体。",
  },
}); // prettier-ignore

const LONGEST = 60_000;

/** The entities that are seen, as one text, and what of them is left out. */
function contents(view: View, scene: Scene): [nodes: string, options: [string, string][]] {
  const { kinds, stages, items } = view.hidden;
  const pairs: [string, string][] = [];
  const leftOut = (name: string, values: ReadonlySet<string>): void => {
    if (values.size) pairs.push([name, sorted([...values].map((value) => value || "unstated")).join(",")]);
  };
  leftOut("without_kinds", kinds);
  leftOut("without_stages", stages);
  leftOut("without_items", items);
  if (view.span.since) pairs.push(["since", view.span.since]);
  if (view.span.until) pairs.push(["until", view.span.until]);
  if (!view.undated) pairs.push(["dated_only", "true"]);
  return [listed(scene.nodes.map((node) => node.id)), pairs];
}

/** The path of what is seen as a file; `suffix` says which. It says everything itself, so a link to it needs no state. */
export function exportPath(view: View, scene: Scene, suffix: string): string {
  const [nodes, options] = contents(view, scene);
  const parts = ["subgraph", nodes, ...options.flat(), `${fileName(view)}.${suffix}`];
  return `/export/${parts.map((part) => encodeURIComponent(part).replace(/%(3A|2C|3B)/g, (sign) => decodeURIComponent(sign))).join("/")}`;
}

function fileName(view: View): string {
  return view.focus.slice(view.focus.indexOf(":") + 1).replace(/[^A-Za-z0-9-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "view";
}

/** The menu of everything that can be taken along. */
export function exportMenu(walk: () => Walk, canvas: Canvas | null, showQuery: (text: string) => void): HTMLElement[] {
  const lite = document.documentElement.dataset["gephiLite"] ?? "";
  const file = (suffix: string) => () => void save(walk(), suffix);
  const button = (text: string, onclick: () => void, name: string): HTMLElement => h("button", { type: "button", role: "menuitem", "data-export": name, onclick }, text);
  const title = (): string => walk().summary();
  return [
    h("p", { class: "hint" }, t("hint")),
    button(t("link"), () => void copy(location.href), "link"),
    button(t("gexf"), file("gexf"), "gexf"),
    ...(lite.includes("{url}") ? [button(t("lite"), () => inLite(walk(), lite), "gephi-lite")] : []),
    button(t("graphml"), file("graphml"), "graphml"),
    button(t("csv"), file("csv"), "csv"),
    button(t("nodes"), file("nodes.csv"), "nodes.csv"),
    button(t("sparql"), () => void query(walk(), showQuery), "sparql"),
    ...(canvas ? [
      button(t("svg"), () => download(new Blob([svg(canvas, title())], { type: "image/svg+xml" }), `${fileName(walk().view)}.svg`), "svg"),
      button(t("png"), () => void png(canvas).then((blob) => blob && download(blob, `${fileName(walk().view)}.png`)), "png"),
    ] : []),
  ];
}

export const exportTitle = (): string => t("export");

/** A dialog with the query for what is seen. */
export function queryDialog(text: string): HTMLDialogElement {
  const dialog = h("dialog", { class: "query", "aria-labelledby": "query-title", onclose: () => dialog.remove() },
    h("h2", { id: "query-title" }, t("query")),
    h("pre", { tabindex: "0" }, text),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "button primary", onclick: () => void copy(text) }, t("copy")),
      h("a", { class: "button", href: `${root}/ask#sparql?${new URLSearchParams({ query: text })}` }, t("run")),
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("close")),
    ),
  ); // prettier-ignore
  return dialog;
}

function address(walk: Walk, suffix: string): string {
  return new URL(root + exportPath(walk.view, walk.scene, suffix), location.href).href;
}

function inLite(walk: Walk, lite: string): void {
  const file = address(walk, "gexf");
  if (file.length > LONGEST) return notify(t("many"));
  open(lite.replace("{url}", encodeURIComponent(file)), "_blank", "noopener");
}

async function save(walk: Walk, suffix: string): Promise<void> {
  const href = address(walk, suffix);
  if (href.length <= LONGEST) return h("a", { href, download: "" }).click();
  try {
    download(await (await sent(walk, suffix)).blob(), `${fileName(walk.view)}.${suffix}`);
  } catch (error) {
    notify(t("failed", { why: (error as Error).message }));
  }
}

/** The same file as at its address, asked for by a form, which holds more than an address can. */
function sent({ view, scene }: Walk, suffix: string): Promise<Response> {
  const [nodes, options] = contents(view, scene);
  return asked(`/export/subgraph/${fileName(view)}.${suffix}`, { method: "POST", body: new URLSearchParams([["nodes", nodes], ...options]) });
}

async function query(walk: Walk, show: (text: string) => void): Promise<void> {
  try {
    show(await (await sent(walk, "rq")).text());
  } catch (error) {
    notify(t("failed", { why: (error as Error).message }));
  }
}
