// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.search.Calibrations;
import io.offramp.spark.job.MethodRequest;
import picocli.CommandLine.Option;

/** The options that say how thresholds are found and tested. */
final class MethodOptions {
  @Option(
      names = "--signal",
      paramLabel = "NAME",
      defaultValue = "max-probability",
      description =
          "What thresholds are compared with: max-probability, margin, certainty, patience, patience-confidence, vote, mean-max-probability or learned. Default: ${DEFAULT-VALUE}.")
  String signal = "";

  @Option(
      names = "--calibration",
      paramLabel = "NAME",
      defaultValue = "beta",
      description =
          "How exits are made comparable: beta, shrunken-isotonic, isotonic, platt, temperature or none. Default: ${DEFAULT-VALUE}.")
  String calibration = "";

  @Option(
      names = "--risk-test",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "Test of an accuracy drop: exact-trinomial, exact-binomial, hoeffding-bentkus, betting, or auto, by the number of rows. Default: ${DEFAULT-VALUE}.")
  String riskTest = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "Seed of all random choices. Default: ${DEFAULT-VALUE}.")
  long seed;

  /**
   * What is asked for.
   *
   * @throws IllegalArgumentException listing the names there are if one is unknown
   */
  MethodRequest method() {
    return new MethodRequest(signal, Calibrations.ofId(calibration), RiskTest.ofId(riskTest));
  }
}
