#!/usr/bin/env -S node --import tsx
// Runs the commands from src, for work on opsctl itself.
import {main} from '../src/main.ts'

await main(process.argv.slice(2))
