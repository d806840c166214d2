// What TensorFlow prints to stderr as it loads where its oneDNN kernels are on, in two lines that no
// log level silences.
const lines = /^(WARNING: All log messages before absl::|I0000 .* oneDNN custom operations are on)/;

export const isChatter = (line) => lines.test(line);
