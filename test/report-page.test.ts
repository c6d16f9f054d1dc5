import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleOverview } from '../src/report/html/example-overview.fixture.ts';
import { htmlPage } from '../src/report/html/page.ts';
import { dark, light } from '../src/report/html/palette.ts';
import type { Overview } from '../src/report/overview/overview.ts';
import { chromiumPath } from './support/chromium.ts';

/** The page as people see it. Pictures of it are kept for eyes, in a folder that Git ignores. */
const pictures = resolve(import.meta.dirname, '../.tmp-screenshots');
const executable = chromiumPath();
if (executable === undefined)
  process.stderr.write(
    'SKIPPED: no Chromium found, so nobody looked at the HTML report; install chromium or set PORTCULLIS_CHROMIUM\n',
  );

const hostile = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e\'';

/** The namespaces again and again, under other names. */
function many(count: number): Overview {
  const one = exampleOverview();
  const names = Array.from({ length: count }, (_, index) => `team-${index % 17}-service-${index}`);
  const statuses = one.rollouts[0]?.status.namespaces ?? [];
  const status = names.map((namespace, index) => ({ ...statuses[index % statuses.length], namespace }));
  return {
    ...one,
    rollouts: one.rollouts.map((rollout) => ({
      ...rollout,
      status: { ...rollout.status, namespaces: status as never },
    })),
    namespaces: names.map((name, index) => ({
      ...(one.namespaces[index % one.namespaces.length] as (typeof one.namespaces)[0]),
      name,
    })),
  };
}

describe.skipIf(executable === undefined)('the HTML report in Chromium', { timeout: 240_000 }, () => {
  let browser: Browser;
  let folder = '';
  const files = new Map<string, string>();

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'portcullis-page-'));
    const pages = {
      example: exampleOverview(),
      hostile: exampleOverview((word) => `${word}${hostile}`),
      many: many(300),
    };
    for (const [name, overview] of Object.entries(pages)) {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, htmlPage(overview));
      files.set(name, pathToFileURL(file).href);
    }
    browser = await chromium.launch({ executablePath: executable as string });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page; what the console, the page or the network has to complain of is in `complaints`. */
  async function open(
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[]; close: () => Promise<void> }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const url = files.get(name) as string;
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('request', (request) => {
      if (request.url() !== url) complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints, close: () => context.close() };
  }

  test.each(['example', 'hostile', 'many'])(
    '%s opens without a word of complaint and loads nothing',
    async (name) => {
      const { page, complaints, close } = await open(name);
      expect(await page.locator('h1').isVisible()).toBe(true);
      expect(await page.evaluate('window.hit')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.screenshot({ path: join(pictures, `${name}-1280.png`), fullPage: name !== 'many' });
      await close();
    },
  );

  test('says what there is to say', async () => {
    const { page, close } = await open('example');
    const text = await page.locator('body').innerText();
    for (const said of [
      'The ladder',
      'Over time',
      'Contracts',
      'Namespaces',
      'Findings and their fixes',
      'Decisions',
      'Evidence',
      '■ 1 held',
      '▲ 1 may step',
    ])
      expect(text).toContain(said);
    expect(await page.getByRole('img', { name: /Share of namespaces enforced/ }).isVisible()).toBe(true);
    expect(await page.getByRole('rowgroup').count()).toBeGreaterThan(10);
    await close();
  });

  test('the tab key reaches everything, in the order of the page', async () => {
    const { page, close } = await open('example');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    expect(await page.locator('.skip').boundingBox()).toMatchObject({ x: 16 });
    const expected = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href], summary, input, button, [tabindex="0"]')]
        .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 90))`,
    );
    const reached = [await page.evaluate<string>('document.activeElement.outerHTML.slice(0, 90)')];
    for (let count = 1; count < expected.length; count++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>('document.activeElement.outerHTML.slice(0, 90)'));
    }
    expect(reached).toEqual(expected);
    expect(expected.length).toBeGreaterThan(40);
    await close();
  });

  test('the skip link skips, and details open by keys', async () => {
    const { page, close } = await open('example');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#ladder$/);
    const summary = page.locator('#findings details summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.getByText('k8s/indexer.yaml:31').first().isVisible()).toBe(true);
    await close();
  });

  test('filters by words, and opens everything at once', async () => {
    const { page, complaints, close } = await open('example');
    const rows = page.locator('#namespaces tbody:visible');
    expect(await rows.count()).toBe(8);
    await page.locator('#namespaces-filter').fill('held SEARCH');
    expect(await rows.count()).toBe(1);
    expect(await page.locator('#namespaces output').innerText()).toBe('1 of 8');
    await page.locator('#namespaces-filter').fill('');
    expect(await rows.count()).toBe(8);
    await page.locator('#findings .tools button').click();
    expect(await page.locator('#findings details:not([open])').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('nothing is missing without scripts', async () => {
    const { page, close } = await open('example', { javaScriptEnabled: false });
    expect(await page.locator('.tools:visible').count()).toBe(0);
    expect(await page.locator('#namespaces tbody:visible').count()).toBe(8);
    await page.locator('#findings details summary').first().click();
    expect(await page.getByText('k8s/indexer.yaml:31').first().isVisible()).toBe(true);
    await close();
  });

  test.each([
    ['light', light.paper],
    ['dark', dark.paper],
  ] as const)('by %s', async (scheme, paper) => {
    const { page, complaints, close } = await open('example', { colorScheme: scheme });
    const channels = [1, 3, 5].map((from) => Number.parseInt(paper.slice(from, from + 2), 16));
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      `rgb(${channels.join(', ')})`,
    );
    await page.screenshot({ path: join(pictures, `${scheme}-1280.png`), fullPage: true });
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([390, 320, 768])('nothing hangs over the edge at %i px', async (width) => {
    for (const name of ['example', 'many']) {
      const { page, close } = await open(name, { viewport: { width, height: 844 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      if (name === 'example')
        await page.screenshot({ path: join(pictures, `example-${width}.png`), fullPage: true });
      await close();
    }
  });

  test('prints on white paper, without what only a screen can use', async () => {
    const { page, close } = await open('example', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const paper = await page.pdf({
      path: join(pictures, 'example.pdf'),
      format: 'A4',
      printBackground: true,
    });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    await close();
  });
});
