import "./theme.css";
import { masthead } from "./masthead";

masthead(document.querySelector<HTMLElement>(".masthead")!, "explore");
