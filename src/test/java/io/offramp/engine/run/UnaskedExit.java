// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/** Of rows that nobody asks where they leave. */
final class UnaskedExit implements Exits.Exit {
  @Override
  public boolean leaves(float[] probabilities) {
    throw new AssertionError("asked");
  }

  @Override
  public ExitAnswer answer(int exit, float[] probabilities) {
    throw new AssertionError("asked");
  }
}
