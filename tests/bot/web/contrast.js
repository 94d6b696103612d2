// Lists the visible texts whose contrast to what lies behind them is below WCAG's 4.5 : 1.
() => {
  const channels = colour => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    const scale = colour.startsWith("color(srgb") ? 255 : 1;
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  };
  const luminance = colour => {
    const [r, g, b] = colour.map(value => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, below) => [0, 1, 2].map(index => top[index] * top[3] + below[index] * (1 - top[3]));
  const behind = node => {
    const layers = [];
    for (let at = node; at && layers.at(-1)?.[3] !== 1; at = at.parentElement) {
      const style = getComputedStyle(at);
      const gradient = style.backgroundImage.match(/gradient.*?(rgba?\([^)]*\))/);
      const colour = channels(style.backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      else if (gradient) layers.push(channels(gradient[1]));
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest(".offscreen, .skip, [aria-hidden=true], :disabled")) continue;
    const ground = behind(node);
    const [a, b] = [luminance(over(channels(getComputedStyle(node).color), ground)), luminance(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(`${ratio.toFixed(2)} ${node.tagName}.${node.className} ${text.data.slice(0, 30)}`);
  }
  return [...poor];
}
