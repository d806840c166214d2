// What the compiler says of a piece of TypeScript that is only shown, not run.
import type * as TypeScript from '@tslab/typescript-for-tslab';

/**
 * The type errors of a module, one text each (`line 2: TS2339: Property …`); none if it compiles.
 * Uses the compiler of the notebooks' cells, strict, with what they can import. The first call
 * takes seconds, since it reads the types of TensorFlow.
 */
export function typeErrors(code: string): string[] {
  // Loaded on demand: it is large, and only notebooks ask for it.
  const ts: typeof TypeScript = require('@tslab/typescript-for-tslab');
  const options: TypeScript.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.NodeJs,
    types: ['node'],
  };
  // A file that is only in memory, beside this one, where imports resolve as they do here.
  const file = `${__dirname.replace(/\\/g, '/')}/typecheck-snippet.ts`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, version, ...rest) =>
    name === file
      ? ts.createSourceFile(name, code, version)
      : getSourceFile.call(host, name, version, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return ts.getPreEmitDiagnostics(program, source).map((diagnostic) => {
    const line = source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    // Where a package lies on this machine is nobody's business.
    const text = message.replace(/import\("[^"]*\/node_modules\/([^"]*?)(\/dist\/index)?"\)/g, "import('$1')"); // biome-ignore format: one line
    return `line ${line + 1}: TS${diagnostic.code}: ${text}`;
  });
}
