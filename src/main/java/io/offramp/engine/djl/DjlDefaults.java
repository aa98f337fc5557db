// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.djl;

import ai.djl.util.Utils;

/** Settings that keep DJL from the network; the environment and system properties win over them. */
public final class DjlDefaults {
  private DjlDefaults() {}

  /** Applies them; calling it again changes nothing. */
  public static void apply() {
    // DJL would tell its makers' server that it runs.
    setUnlessGiven("OPT_OUT_TRACKING", "true");
    // On a GPU node it would look for, and download, a CUDA build of the tokenizer; text needs
    // none.
    setUnlessGiven("RUST_FLAVOR", "cpu");
  }

  private static void setUnlessGiven(String name, String value) {
    if (Utils.getEnvOrSystemProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
