// What makes pictures of thousands usable, also without a graphics card.
import type Sigma from "sigma";

/** Share of a picture that circles may cover. */
const COVER = 0.4;

/** How much smaller circles have to be, so that all together they cover no more of a picture than is good: 1, or less. */
export function fitting(radii: readonly number[], { clientWidth, clientHeight }: HTMLElement): number {
  const area = radii.reduce((sum, radius) => sum + Math.PI * radius * radius, 0);
  return area > 0 ? Math.min(1, Math.sqrt((COVER * clientWidth * clientHeight) / area)) || 1 : 1;
}

/**
 * While the picture is moved nothing is pointed at. What the pointer is over is read from what the graphics card has drawn,
 * which waits for all of it to be drawn.
 */
export function hoverAtRest<N extends object, E extends object>(sigma: Sigma<N, E>): void {
  const captor = sigma.getMouseCaptor();
  const listeners = captor.listeners("mousemove");
  captor.removeAllListeners("mousemove");
  captor.on("mousemove", (event) => {
    if (!captor.isMouseDown) for (const listener of listeners) listener(event);
  });
}
