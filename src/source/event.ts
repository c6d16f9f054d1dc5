import type { Resource } from '../kube/resource.ts';

/** What reading an input gives, in input order. Everything that was found is one of these: nothing is dropped silently. */
export type SourceEvent =
  | { readonly type: 'resource'; readonly resource: Resource }
  | { readonly type: 'error'; readonly error: InputError }
  | { readonly type: 'notice'; readonly notice: Notice };

/** Something that could not be read. The rest of the input is read all the same; the exit code is 3 in the end. */
export interface InputError {
  readonly code: InputErrorCode;
  /** What was expected, what was found and what to do; without the place. */
  readonly message: string;
  /** As the user named it; `-` for standard input. */
  readonly file: string;
  /** Counted from 1; missing when the error is about the whole file. */
  readonly line?: number;
  readonly column?: number;
}

/** Each has a page of its name under docs/errors. */
export type InputErrorCode =
  | 'ALIAS_BOMB'
  | 'BAD_SEPARATOR'
  | 'BINARY_FILE'
  | 'DANGLING_LINK'
  | 'EMPTY_INPUT'
  | 'FOLDER_LOOP'
  | 'MISSING_BINARY'
  | 'NOT_AN_OBJECT'
  | 'NOT_FOUND'
  | 'REMOTE_RESOURCE'
  | 'RENDER_FAILED'
  | 'SYNTAX'
  | 'TOO_DEEP'
  | 'TOO_LARGE'
  | 'UNREADABLE'
  | 'UNUSED_COMPONENT';

/** Something a reader should know of and that is no error: a file or document that is no resource, and why. */
export interface Notice {
  readonly code: NoticeCode;
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  /** The files that it speaks for, when it speaks for several. */
  readonly files?: readonly string[];
}

export type NoticeCode =
  /** A path that was named and that the configuration leaves out. */
  | 'IGNORED'
  /** A key that stands twice in one mapping. */
  | 'DUPLICATE_KEY'
  /** Text behind the end of a document, which kubectl does not look at. */
  | 'IGNORED_TEXT'
  /** A document without apiVersion and kind in a file that was found by the way: values, configuration. */
  | 'NOT_A_MANIFEST'
  /** Files of a Helm chart or a kustomize tree, which are judged as what they render to. */
  | 'RENDERED'
  /** Files that are no objects of their own: patches and other parts of a kustomization. */
  | 'KUSTOMIZE_PART'
  /** A chart or kustomize tree found by the way that was not rendered, and why. */
  | 'NOT_RENDERED';
