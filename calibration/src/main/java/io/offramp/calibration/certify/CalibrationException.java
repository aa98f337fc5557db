// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

/**
 * A request that cannot be calibrated whatever the rows say; the message gives the remedy. Rows
 * that do not bear out a sound request lead to {@link NoneCertified} instead.
 */
public final class CalibrationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public CalibrationException(String message) {
    super(message);
  }
}
