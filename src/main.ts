/** The process: the only file that touches argv, the real streams, the clock and the exit code. */
import { run } from './cli.ts';
import type { ExitCode, Io, Output } from './commands/command.ts';

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY ?? false;
    },
    get columns() {
      return stream.columns ?? (Number.parseInt(process.env.COLUMNS ?? '', 10) || 80);
    },
  };
}

// A reader that closes the pipe early (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

const io: Io = {
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  // To open it takes longer than to judge a small file, and most commands never read it.
  stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  exit: (code: ExitCode) => {
    process.exitCode = code;
  },
};

await run(process.argv.slice(2), io);
