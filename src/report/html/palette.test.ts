import { describe, expect, test } from 'vitest';
import { dark, light, type Palette } from './palette.ts';

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('%s', (_, palette: Palette) => {
  const written = ['ink', 'muted', 'held', 'unknown', 'go'] as const;
  test.each(written.flatMap((name) => [[name, 'paper'] as const, [name, 'wash'] as const]))(
    'text in %s on %s has a contrast of 4.5 (AA)',
    (name, ground) => expect(contrast(palette[name], palette[ground])).toBeGreaterThanOrEqual(4.5),
  );
  test.each(['deep', 'mid'] as const)('%s stands out from paper by 3 (AA for pictures)', (name) =>
    expect(contrast(palette[name], palette.paper)).toBeGreaterThanOrEqual(3),
  );
});
