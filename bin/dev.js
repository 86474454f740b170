#!/usr/bin/env -S node --import tsx
// Runs the commands from src, for work on opsctl itself.
const {main} = require('../src/main.ts')

void main(process.argv.slice(2))
