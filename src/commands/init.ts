import type { Command } from 'commander';
import type { Io } from './command.ts';

export function configure(command: Command, io: Io): void {
  command
    .description(
      'Write a commented portcullis.yaml into the working folder. An existing one is left as it is.',
    )
    .option('--stdout', 'print it instead')
    .action(async ({ stdout }: { stdout?: boolean }) => {
      const { startConfig } = await import('../config/start.ts');
      if (stdout) {
        io.stdout.write(startConfig);
        return io.exit(0);
      }
      const { writeFile } = await import('node:fs/promises');
      try {
        await writeFile(`${io.cwd}/portcullis.yaml`, startConfig, { flag: 'wx' });
      } catch (error) {
        const there = (error as NodeJS.ErrnoException).code === 'EEXIST';
        const why = there
          ? 'it exists already; see what a new one would say with --stdout'
          : (error as Error).message;
        io.stderr.write(`portcullis.yaml was not written: ${why}\n`);
        return io.exit(3);
      }
      io.stderr.write('Wrote portcullis.yaml. Delete the file to undo.\n');
      io.exit(0);
    });
}
