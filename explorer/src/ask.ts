import "./theme.css";
import "./ask.css";
import { Page } from "./ask/page";
import { masthead } from "./masthead";

masthead(document.querySelector<HTMLElement>(".masthead")!);
void new Page(document.querySelector<HTMLElement>("#ask")!).begin();
