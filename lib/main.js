// The package's way in: what is compiled lies outside of its folder, and is found from here wherever the
// package itself is reached from.
module.exports = require('../build/lib/index.js');
