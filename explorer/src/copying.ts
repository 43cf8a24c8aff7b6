// Copying a text, which a browser may refuse; then it is told how to do it by hand.
import { notify } from "./dom";
import { dictionary } from "./i18n";

const t = dictionary({
  en: { copied: "Copied.", failed: "The browser does not allow copying; select the text." },
  zh: { copied: "已复制。", failed: "浏览器不允许复制，请选中文本。" },
});

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(t("copied"));
  } catch {
    notify(t("failed"));
  }
}
