// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

/** Durations as progress lines show them. */
final class TimeLeft {
  private TimeLeft() {}

  /** Such as 7s or 2m5s. */
  static String words(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 60 ? whole / 60 + "m" + whole % 60 + "s" : whole + "s";
  }
}
