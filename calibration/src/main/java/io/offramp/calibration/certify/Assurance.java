// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.Locale;

/** What a method promises of the bounds it was asked for. */
public enum Assurance {
  /** They hold with the stated confidence, at any number of rows. */
  EXACT,
  /** They hold with the stated confidence in the limit of many rows. */
  ASYMPTOTIC,
  /** They hold on average over draws of the rows, not with a stated confidence. */
  EXPECTATION,
  /** Nothing. */
  NONE;

  /** The name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
