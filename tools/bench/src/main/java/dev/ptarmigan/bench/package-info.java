/** Benchmarks: one class a question, with a baseline in the same run. Answers are ratios; {@code tools/bench/README.md} keeps them. */
package dev.ptarmigan.bench;
