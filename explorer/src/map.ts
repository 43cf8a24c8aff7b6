import "./theme.css";
import "./map.css";
import { Page } from "./map/page";
import { masthead } from "./masthead";

masthead(document.querySelector<HTMLElement>(".masthead")!);
void new Page(document.querySelector<HTMLElement>("#map")!).begin();
