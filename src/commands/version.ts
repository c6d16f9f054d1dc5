import type { Command } from 'commander';
import { version } from '../version.ts';
import type { Io } from './command.ts';

export function configure(command: Command, io: Io): void {
  command.description('Print the version of Portcullis and of what it judges by.').action(async () => {
    const { newestMinor } = await import('../engine/pod-security/index.ts');
    io.stdout.write(
      `portcullis ${version}\nPod Security checks up to v1.${newestMinor}\nNode ${process.version}\n`,
    );
    io.exit(0);
  });
}
