import type { Resource } from '../kube/resource.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import { openInputs } from '../source/inputs.ts';
import type { Io } from './command.ts';

export interface ReadObjects {
  readonly resources: readonly Resource[];
  /** What could not be read, as lines for people. */
  readonly problems: readonly string[];
}

/** Every object of the files, folders and globs named. */
export async function readObjects(paths: readonly string[], io: Io): Promise<ReadObjects> {
  const resources: Resource[] = [];
  const problems: string[] = [];
  const inputs = openInputs(paths, {
    cwd: io.cwd,
    stdin: io.stdin,
    env: io.env,
    namespace: 'default',
    isClusterScoped: (apiVersion, kind) => builtInKind(apiVersion, kind)?.namespaced !== true,
  });
  try {
    for await (const events of inputs.read()) {
      for (const event of events) {
        if (event.type === 'resource') resources.push(event.resource);
        else if (event.type === 'error') {
          const { file, line, column, message } = event.error;
          problems.push(`${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}`);
        }
      }
    }
  } finally {
    await inputs.close();
  }
  return { resources, problems };
}
