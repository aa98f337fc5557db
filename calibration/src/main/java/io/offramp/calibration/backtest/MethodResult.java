// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.backtest;

import io.offramp.calibration.certify.Assurance;

/**
 * What a method came to over all splits, measured on the rows that did not calibrate.
 *
 * @param assurance what the method promises
 * @param runs the splits
 * @param meanCost mean over splits of the mean cost, as a fraction of full depth; a split without
 *     thresholds counts as full depth
 * @param meanCostLow lower end of a 95% interval for it, by the normal approximation over splits;
 *     it covers the luck of the splits, not that of the trace
 * @param meanCostHigh upper end
 * @param meanRisk mean over splits of the observed risk: accuracy drop, or disagreement
 * @param violations splits whose observed risk, or that of a slice or the cost if they are bounded,
 *     was above the bound. The measuring rows are a sample as well, so a policy that keeps its
 *     bound exactly is seen to violate it now and then
 * @param violationRate violations / runs
 * @param violationRateLow lower end of a 95% interval for it (Clopper and Pearson), as if splits
 *     were independent
 * @param violationRateHigh upper end
 * @param noneCertified share of splits in which the method gave no thresholds
 */
public record MethodResult(
    Assurance assurance,
    int runs,
    double meanCost,
    double meanCostLow,
    double meanCostHigh,
    double meanRisk,
    int violations,
    double violationRate,
    double violationRateLow,
    double violationRateHigh,
    double noneCertified) {}
