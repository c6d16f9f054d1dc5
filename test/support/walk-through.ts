/** Who types at a prompt, and when. */
export interface Prompt {
  readonly who: string;
  readonly at: Date;
}

export interface Walker {
  /** Where the walk begins. */
  readonly start: Prompt;
  write(file: string, text: string): void;
  /** Runs a line and gives what it printed. */
  run(line: string, prompt: Prompt): Promise<string>;
}

const day = 86_400_000;

/**
 * Walks through a page: writes its files (` ```yaml file=PATH `), types its commands (` ```console `), and gives the page
 * with the output of every command as it is now. Lines that begin with `#` say what changes:
 *
 *     # as bob                      who types from here on
 *     # on 2026-11-05               the day on which, at eight in the morning
 *     # each day until 2026-11-19   the next command is run every morning at six, and its output is left out
 */
export async function walk(text: string, walker: Walker): Promise<string> {
  const prompt = { who: walker.start.who, at: walker.start.at };
  let done = '';
  let rest = text;
  for (;;) {
    const match = /^```(?:console|\w+ file=(\S+))\n([\s\S]*?)^```$/m.exec(rest);
    if (match === null) return done + rest;
    const [whole, file, body = ''] = match;
    if (file !== undefined) walker.write(file, body);
    done += rest.slice(0, match.index);
    done += file === undefined ? `\`\`\`console\n${await typed(body, walker, prompt)}\`\`\`` : whole;
    rest = rest.slice(match.index + whole.length);
  }
}

/** The commands of a console, each with its output. */
async function typed(body: string, walker: Walker, prompt: { who: string; at: Date }): Promise<string> {
  const lines: string[] = [];
  let until: Date | undefined;
  for (const line of body.split('\n')) {
    const [, name, value = ''] = /^# (as|on|each day until) (\S+)/.exec(line) ?? [];
    if (name === 'as') prompt.who = value;
    if (name === 'on') prompt.at = new Date(`${value}T08:00:00Z`);
    if (name === 'each day until') until = new Date(`${value}T06:00:00Z`);
    if (name !== undefined) lines.push(line);
    if (!line.startsWith('$ ')) continue;
    lines.push(line);
    if (until !== undefined) {
      await daily(line.slice(2), until, walker, prompt);
      until = undefined;
      continue;
    }
    const output = (await walker.run(line.slice(2), prompt)).trimEnd();
    if (output !== '') lines.push(output);
  }
  return `${lines.join('\n')}\n`;
}

async function daily(
  line: string,
  until: Date,
  walker: Walker,
  prompt: { who: string; at: Date },
): Promise<void> {
  const first = Math.floor(prompt.at.getTime() / day) * day + day + 6 * 3_600_000;
  for (let time = first; time <= until.getTime(); time += day)
    await walker.run(line, { ...prompt, at: new Date(time) });
  prompt.at = new Date(until.getTime() + 2 * 3_600_000);
}

/** The words of a command line: single quotes hold a word together. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
}
