// What axe cannot see of WCAG 2.2 AA: how the page looks when it is used. Each function answers with the faults that it found.
import type { Page } from "@playwright/test";

/** Pixels: the smallest target, 2.5.8. */
const SmallestTarget = 24;

/** Presses of the Tab key in one direction: a longer list has nothing else in its middle. */
const LongestWalk = 60;

/** The part of what has the focus that must be seen, and of what is large. 2.4.11 asks only that something of it is. */
const LeastSeen = { small: 0.5, large: 0.2 };

/** 2.5.8: targets are large enough, or far enough from others; links within a sentence need not be. */
export const targetFaults = (page: Page): Promise<string[]> =>
  page.evaluate((smallest) => {
    const kinds =
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=menuitemradio], [role=separator][tabindex]";
    const top = document.querySelector(":modal") ?? document;
    const targets = [...top.querySelectorAll<HTMLElement>(kinds)]
      .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .map((one) => {
        // A press on its label is a press on a field.
        const labels = one instanceof HTMLInputElement ? [...(one.labels ?? [])] : [];
        const boxes = [one, ...labels].map((part) => part.getBoundingClientRect());
        const largest = boxes.reduce((most, box) => (box.width * box.height > most.width * most.height ? box : most));
        return { one, box: largest, isSmall: largest.width < smallest - 0.5 || largest.height < smallest - 0.5 };
      })
      // What is cut to a pixel is for readers of the screen alone.
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const isInSentence = (one: HTMLElement): boolean => {
      if (getComputedStyle(one).display !== "inline") {
        return false;
      }
      let block = one.parentElement;
      while (block && /^inline/.test(getComputedStyle(block).display)) {
        block = block.parentElement;
      }
      const [whole, own] = [block?.textContent ?? "", one.textContent ?? ""];
      return /\p{L}{2,}/u.test(whole.replace(own, ""));
    };
    const far = (one: DOMRect, x: number, y: number): number =>
      Math.hypot(Math.max(one.left - x, 0, x - one.right), Math.max(one.top - y, 0, y - one.bottom));
    const middle = (box: DOMRect): [number, number] => [box.left + box.width / 2, box.top + box.height / 2];
    const isCrowded = ({ one, box }: (typeof targets)[number]): boolean => {
      const [x, y] = middle(box);
      return targets.some((other) => {
        if (other.one === one || other.one.contains(one) || one.contains(other.one)) {
          return false;
        }
        const [otherX, otherY] = middle(other.box);
        return far(other.box, x, y) < smallest / 2 - 0.5 || (other.isSmall && Math.hypot(otherX - x, otherY - y) < smallest - 0.5);
      });
    };
    return targets
      .filter((target) => target.isSmall && !isInSentence(target.one) && (!target.one.matches("a") || isCrowded(target)))
      .map(({ one, box }) => `Too small a target (${Math.round(box.width)} × ${Math.round(box.height)}): ${one.outerHTML.slice(0, 160)}`);
  }, SmallestTarget);

/** The texts that reach over the edge of what holds them, so that a part of them is not seen. */
export const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isCut = (text: Text, holder: Element): boolean => {
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      for (let box: Element | null = holder; box && right > left; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const edge = box.getBoundingClientRect();
        const isOut = left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1;
        if (isOut && /hidden|clip/.test(overflowX + overflowY)) {
          return true;
        }
        if (/auto|scroll/.test(overflowX + overflowY)) {
          return false;
        }
      }
      return right > innerWidth + 1 || left < -1;
    };
    // A text of a few lines (.cut) is read in whole where it leads to.
    const other = "[aria-hidden=true], svg, script, style, noscript, option, .visually-hidden, .skip, .cut, [hidden], dialog:not([open])";
    const found: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const holder = node.parentElement;
      if (holder && node.textContent?.trim() && !holder.closest(other) && isCut(node as Text, holder)) {
        found.push(node.textContent.trim());
      }
    }
    return found;
  });

/** 1.4.10 and 1.4.12: nothing lies on something else, reaches out of its button, or is reached by scrolling sideways alone. */
export const layoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`The page is wider (${root.scrollWidth}) than the window (${root.clientWidth}).`);
    }
    const top = document.querySelector(":modal") ?? document.body;
    const told = (text: string) => `"${text.trim().replace(/\s+/g, " ").slice(0, 60)}"`;
    interface Box {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    const shared = (one: Box, other: Box): Box => ({
      left: Math.max(one.left, other.left),
      right: Math.min(one.right, other.right),
      top: Math.max(one.top, other.top),
      bottom: Math.min(one.bottom, other.bottom),
    });
    const texts: { text: string; holder: Element; layer: Element | null; box: Box }[] = [];
    const walk = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const holder = node.parentElement;
      if (
        !holder ||
        !node.textContent?.trim() ||
        holder.closest("svg, option, .visually-hidden, .skip") ||
        !holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      ) {
        continue;
      }
      const range = document.createRange();
      range.selectNodeContents(node);
      const button = holder.closest("button, .button, .tag, [role=tab], nav a");
      // The rest of a text that is shortened on purpose is read where the button leads.
      let isShortened = false;
      for (let part: Element | null = holder; part && button?.contains(part); part = part.parentElement) {
        const { overflowX, clipPath } = getComputedStyle(part);
        isShortened ||= overflowX !== "visible" || clipPath !== "none";
      }
      if (button && !isShortened) {
        const [inner, outer] = [range.getBoundingClientRect(), button.getBoundingClientRect()];
        const isOut =
          inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 3 || inner.bottom > outer.bottom + 3;
        if (isOut && outer.width > 0 && getComputedStyle(button).display !== "inline") {
          faults.push(`A text reaches out of its button: ${told(node.textContent)}`);
        }
      }
      // What lies on another layer on purpose (a bar that stays, a badge) is no overlap.
      let layer: Element | null = holder;
      while (layer && layer !== top && !/fixed|sticky|absolute/.test(getComputedStyle(layer).position)) {
        layer = layer.parentElement;
      }
      for (const line of range.getClientRects()) {
        // The letters of a line are lower than its font is high.
        const third = line.height / 4;
        let box: Box = { left: line.left, right: line.right, top: line.top + third, bottom: line.bottom - third };
        for (let around: Element | null = holder; around && around !== top.parentElement; around = around.parentElement) {
          const { overflowX, overflowY, position } = getComputedStyle(around);
          if (/hidden|clip|auto|scroll/.test(overflowX + overflowY)) {
            box = shared(box, around.getBoundingClientRect());
          }
          if (position === "fixed") {
            break;
          }
        }
        if (box.right - box.left > 3 && box.bottom - box.top > 2) {
          texts.push({ text: node.textContent, holder, layer, box });
        }
      }
    }
    texts.sort((one, other) => one.box.top - other.box.top);
    texts.forEach((one, index) => {
      for (const other of texts.slice(index + 1)) {
        if (other.box.top > one.box.bottom) {
          break;
        }
        const { left, right, top: from, bottom } = shared(one.box, other.box);
        if (one.layer === other.layer && one.text !== other.text && right - left > 2 && bottom - from > 2) {
          faults.push(`Two texts lie on each other: ${told(one.text)} and ${told(other.text)}`);
        }
      }
    });
    // Tables, code, pictures and bars of tools may scroll sideways, and so may one row of parts each of which fits into the window.
    const mayScroll = "table, pre, code, svg, canvas, nav, input, textarea, select, [role=toolbar], [role=tablist]";
    const isRow = (one: Element): boolean => {
      const parts = [...one.querySelectorAll("a, button, input, select")].map((part) => part.getBoundingClientRect());
      return parts.length > 0 && parts.every((part) => part.width <= root.clientWidth && part.top < (parts[0]?.bottom ?? 0));
    };
    for (const one of top.querySelectorAll<HTMLElement>("*")) {
      const isWide = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && /auto|scroll/.test(getComputedStyle(one).overflowX);
      if (isWide && !isRow(one) && !one.closest(mayScroll) && !one.querySelector("table, pre, svg, canvas")) {
        faults.push(`It scrolls sideways: ${one.outerHTML.slice(0, 120)}`);
      }
    }
    return [...new Set(faults)];
  });

/** Gives the texts the spacing of 1.4.12. Arabic letters are joined: its texts have no spacing of letters. */
export const space = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      *, *::before, *::after { line-height: 1.5 !important; word-spacing: 0.16em !important; }
      *:not(:lang(ar)) { letter-spacing: 0.12em !important; }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });

/** 2.4.11: whatever the Tab key leads to, forth and back, is seen. */
export async function focusFaults(page: Page): Promise<string[]> {
  const faults = new Set<string>();
  for (const key of ["Tab", "Shift+Tab"]) {
    await page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
      (globalThis as { walked?: Set<Element> }).walked = new Set();
    });
    for (let presses = 0; presses < LongestWalk; presses++) {
      await page.keyboard.press(key);
      const { fault, isOver } = await page.evaluate(async (least) => {
        const walked = (globalThis as unknown as { walked: Set<Element> }).walked;
        const one = document.activeElement;
        if (!one || one === document.body || walked.has(one)) {
          return { isOver: true };
        }
        walked.add(one);
        const named = (of: Element) => `${(of.cloneNode(false) as Element).outerHTML.slice(0, 140)} ${of.textContent?.slice(0, 30)}`;
        const label = one instanceof HTMLInputElement ? one.labels?.[0] : undefined;
        // A field that only readers of the screen find is marked on its label.
        const shown = label && one.getBoundingClientRect().width <= 1 ? label : one;
        const look = (): string | undefined => {
          let { left, right, top, bottom } = shown.getBoundingClientRect();
          for (let box: Element | null = shown.parentElement; box; box = box.parentElement) {
            const { overflowX, overflowY, position } = getComputedStyle(box);
            if (box !== document.body && box !== document.documentElement && /hidden|clip|auto|scroll/.test(overflowX + overflowY)) {
              const edge = box.getBoundingClientRect();
              [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
              [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
            }
            if (position === "fixed") {
              break;
            }
          }
          [left, right] = [Math.max(left, 0), Math.min(right, innerWidth)];
          [top, bottom] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
          if (right - left < 1 || bottom - top < 1) {
            return `The focus is out of sight: ${named(one)}`;
          }
          const needed = bottom - top > 120 ? least.large : least.small;
          const covers = new Map<Element, number>();
          const parts = [0.1, 0.3, 0.5, 0.7, 0.9];
          let seen = 0;
          for (const across of parts) {
            for (const down of parts) {
              const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
              if (!hit || hit.contains(shown) || shown.contains(hit) || label?.contains(hit)) {
                seen++;
              } else {
                covers.set(hit, (covers.get(hit) ?? 0) + 1);
              }
            }
          }
          const [cover] = [...covers].sort((a, b) => b[1] - a[1])[0] ?? [];
          return cover && seen / parts.length ** 2 < needed
            ? `The focus is ${seen === 0 ? "hidden" : "half hidden"}: ${named(one)} by ${named(cover)}`
            : undefined;
        };
        // What gives way to the focus, and a page that scrolls to it, do so with the next frames: on a busy machine they are late.
        const until = performance.now() + 1000;
        let fault = look();
        while (fault && performance.now() < until) {
          await new Promise((done) => requestAnimationFrame(done));
          fault = look();
        }
        return { fault };
      }, LeastSeen);
      if (fault) {
        faults.add(fault);
      }
      if (isOver) {
        break;
      }
    }
  }
  return [...faults];
}

/** Windows of a page: its own, and for a desk what remains of 1280 × 1024 at 200 % and 400 %, 1.4.10. */
const windows: Record<number, [width: number, height: number][]> = {
  320: [[320, 640]],
  1280: [
    [1280, 800],
    [640, 512],
    [320, 256],
  ],
};

/** All of it on the page as it is. The page is to be loaded anew afterwards. */
export async function faultsBeyondAxe(page: Page, width: 320 | 1280): Promise<string[]> {
  const faults: string[] = [];
  const found = async (where: string, check: (page: Page) => Promise<string[]>) =>
    faults.push(...(await check(page)).map((fault) => `${where}: ${fault}`));
  for (const [across, down] of windows[width] ?? []) {
    await page.setViewportSize({ width: across, height: down });
    await found(`${across} × ${down}`, targetFaults);
    await found(`${across} × ${down}`, layoutFaults);
    await found(`${across} × ${down}`, focusFaults);
  }
  const before = new Set(await cutTexts(page));
  await space(page);
  await found("spaced", layoutFaults);
  faults.push(...(await cutTexts(page)).filter((text) => !before.has(text)).map((text) => `spaced: cut off: ${text}`));
  return faults;
}
