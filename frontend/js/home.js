// The home page is published with each edition and kept on many devices: one that was made before
// the scripts had rooms asks for this address, for up to an hour after a release or from a kept copy.
import './list/home.js';
