// What a person does not see of the page, with each of some style sheets put behind its own.
async (sheets, beyond) => {
  const LEAST = 5;
  const style = document.createElement("style");
  document.head.append(style);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (/[\p{L}\p{N}]/u.test(walker.currentNode.data)) texts.push(walker.currentNode);
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    brush.clearRect(0, 0, 1, 1);
    for (const colour of ["#fff", ...colours]) {
      brush.fillStyle = "#fff0";
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const faded = (colour, opacity) => `color-mix(in srgb, ${colour} ${100 * opacity}%, transparent)`;
  const isPlain = (computed) =>
    computed.filter === "none" && computed.clipPath === "none" && computed.maskImage === "none" &&
    computed.mixBlendMode === "normal" && computed.animationName === "none";

  const unseen = (text) => {
    const element = text.parentElement;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return "gone";
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0.5 && rect.height > 0.5);
    if (!rects.length) return "without a box";
    const computed = getComputedStyle(element);
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.push([one, getComputedStyle(one)]);
    const size = parseFloat(computed.fontSize) * element.currentCSSZoom;
    if (size < LEAST || rects[0].height < LEAST) return "tiny";
    if (parseFloat(computed.lineHeight) < 0.7 * parseFloat(computed.fontSize)) return "lines";
    if (parseFloat(computed.letterSpacing) < -0.2 * parseFloat(computed.fontSize)) return "letters";
    if (parseFloat(computed.wordSpacing) < -0.5 * parseFloat(computed.fontSize)) return "words";
    let opacity = 1;
    const grounds = [];
    for (const [, style] of chain) {
      opacity *= parseFloat(style.opacity);
      if (!isPlain(style)) return "painted otherwise";
      grounds.unshift(style.backgroundColor);
      const gradient = /rgba?\([^)]*\)/.exec(style.backgroundImage);
      if (gradient && style.backgroundImage.includes("gradient")) grounds.push(gradient[0]);
      const inset = /(rgba?\([^)]*\)).*inset/.exec(style.boxShadow);
      if (inset) grounds.push(inset[1]);
    }
    const ground = light(paint(grounds));
    const ink = light(paint([...grounds, faded(computed.webkitTextFillColor, opacity)]));
    if ((Math.max(ink, ground)) / (Math.min(ink, ground)) < 1.4) return "ground";
    for (const part of ["::first-letter", "::first-line"]) {
      const first = getComputedStyle(element, part);
      const own = light(paint([...grounds, first.color]));
      if (parseFloat(first.fontSize) < LEAST || Math.max(own, ground) / Math.min(own, ground) < 1.4) return "first letters";
    }
    const wide = document.documentElement.clientWidth;
    for (const rect of [rects[0], rects.at(-1)]) {
      const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2];
      if (rect.left + scrollX < -beyond || rect.right + scrollX > wide + beyond || rect.bottom + scrollY < 0) return "off the page";
      scrollBy(0, y - innerHeight / 2);
      const now = range.getClientRects();
      const there = [...now].find((one) => Math.abs(one.left - rect.left) < 1 && Math.abs(one.width - rect.width) < 1 && one.height > 0.5);
      if (!there) return "lost";
      const places = [there.top + there.height / 2];
      for (const at of places) {
        const top = document.elementFromPoint(Math.min(wide - 1, Math.max(1, there.left + there.width / 2)), at);
        if (!top || !(top === element || element.contains(top) || (top.contains(element) && getComputedStyle(element).pointerEvents === "none"))) return "covered";
      }
    }
    return "";
  };
  const found = [];
  for (const sheet of sheets) {
    style.textContent = sheet;
    await new Promise((done) => setTimeout(done, 0));
    scrollTo(0, 0);
    found.push(texts.flatMap((text) => {
      const why = unseen(text);
      return why ? [`${text.data.trim().slice(0, 30)}: ${why}`] : [];
    }));
  }
  return found;
}
