// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The ways of making exits comparable. All are fitted per exit, to agreement with the last exit.
 */
public enum Calibrations {
  /** Beta calibration, two slopes an exit; the default. */
  BETA("beta") {
    @Override
    public ExitCalibration fit(ExitTable table, int[] rows) {
      return AgreementCurves.fit(AgreementCurves.Family.BETA, table, rows);
    }
  },
  /** Beta calibration and isotonic regression shrunk to it; the more rows the more the latter. */
  SHRUNKEN_ISOTONIC("shrunken-isotonic") {
    @Override
    public ExitCalibration fit(ExitTable table, int[] rows) {
      return ShrunkenIsotonic.fit(table, rows);
    }
  },
  /**
   * Isotonic regression alone: no shape assumed, but plateaus, on which a level cannot tell rows.
   */
  ISOTONIC("isotonic") {
    @Override
    public ExitCalibration fit(ExitTable table, int[] rows) {
      return Isotonic.fit(table, rows);
    }
  },
  /** Platt scaling: a logistic curve on the log odds of the signal. */
  PLATT("platt") {
    @Override
    public ExitCalibration fit(ExitTable table, int[] rows) {
      return AgreementCurves.fit(AgreementCurves.Family.PLATT, table, rows);
    }
  },
  /** The log odds of the signal divided by a temperature. */
  TEMPERATURE("temperature") {
    @Override
    public ExitCalibration fit(ExitTable table, int[] rows) {
      return AgreementCurves.fit(AgreementCurves.Family.TEMPERATURE, table, rows);
    }
  },
  /** The signal itself: one threshold for all exits. */
  NONE("none") {
    @Override
    public ExitCalibration fit(ExitTable table, int[] rows) {
      return new SignalItself();
    }
  };

  private static final class SignalItself implements ExitCalibration {
    @Override
    public double score(int exit, float signal) {
      return signal;
    }

    @Override
    public double raised(double level, double logOdds) {
      return Logit.raised(level, logOdds);
    }
  }

  private final String id;

  Calibrations(String id) {
    this.id = id;
  }

  /** The stable, kebab-case name used on the command line. */
  public String id() {
    return id;
  }

  /** Fits rows of a table; looks at signals and agreement, never at labels. */
  public abstract ExitCalibration fit(ExitTable table, int[] rows);

  /**
   * The calibration with an {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Calibrations ofId(String id) {
    return Arrays.stream(values())
        .filter(kind -> kind.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot calibrate by \"%s\" (must be one of: %s)"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(Calibrations::id)
                                .collect(Collectors.joining(", ")))));
  }
}
