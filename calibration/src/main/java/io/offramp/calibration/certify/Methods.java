// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.List;
import java.util.Optional;

/** The methods that certify. */
public final class Methods {
  private Methods() {}

  /** What calibration does unless told otherwise; goes by the number of rows. */
  public static CalibrationMethod recommended(CalibrationOptions options) {
    return new CertifiedMethod("offramp", options, Optional.empty(), List.of());
  }

  /** No row held back, certified asymptotically. */
  public static CalibrationMethod crossFit(CalibrationOptions options) {
    return new CrossFitMethod("cross-fit", options);
  }

  /** One threshold for all exits on all rows, by a test of the accuracy drop. */
  public static CalibrationMethod shared(RiskTest test) {
    String suffix = test == RiskTest.AUTO ? RiskTest.TRINOMIAL.id() : test.id();
    return new CertifiedMethod(
        "shared-" + suffix,
        CalibrationOptions.DEFAULT.with(test),
        Optional.of(Layout.ALL_CERTIFY),
        List.of(PathKind.SHARED));
  }

  /** One calibrated level after one split, whatever the number of rows. */
  public static CalibrationMethod oneSplit(CalibrationOptions options) {
    return new CertifiedMethod(
        "one-split", options, Optional.of(Layout.ONE_SPLIT), List.of(PathKind.CALIBRATED_LEVEL));
  }

  /** One calibrated level, halves swapped, whatever the number of rows. */
  public static CalibrationMethod swappedHalves(CalibrationOptions options) {
    return new CertifiedMethod(
        "swapped-halves",
        options,
        Optional.of(Layout.SWAPPED_HALVES),
        List.of(PathKind.CALIBRATED_LEVEL));
  }

  /** A search over per-exit thresholds, halves swapped, whatever the number of rows. */
  public static CalibrationMethod searched(CalibrationOptions options) {
    return new CertifiedMethod(
        "per-exit-search", options, Optional.of(Layout.SWAPPED_HALVES), List.of(PathKind.FRONTIER));
  }

  /** All that a backtest compares, the recommended one first. */
  public static List<CalibrationMethod> all(CalibrationOptions options) {
    return List.of(
        recommended(options),
        oneSplit(options),
        swappedHalves(options),
        searched(options),
        crossFit(options),
        shared(RiskTest.TRINOMIAL),
        shared(RiskTest.BINOMIAL),
        shared(RiskTest.HOEFFDING_BENTKUS),
        shared(RiskTest.BETTING));
  }
}
