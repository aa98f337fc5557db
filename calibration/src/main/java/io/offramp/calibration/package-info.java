// SPDX-License-Identifier: Apache-2.0
/**
 * Calibration of early exits: from traces to certified exit policies. Pure Java; knows no Spark and
 * no tensors.
 *
 * <p>The words used throughout:
 *
 * <ul>
 *   <li><b>exit</b> k = 1..K: a classifier head after some encoder layer; exit K is the last
 *       layer's. Exits are counted from 1 in every public signature.
 *   <li><b>cost</b> c<sub>k</sub>: compute spent by a row that leaves at exit k, as a fraction of
 *       exit K's, so c<sub>K</sub> = 1.
 *   <li><b>signal</b> s<sub>k</sub>: a number in [0,1] computed from what exits 1..k say; greater
 *       means surer.
 *   <li><b>threshold</b> t<sub>k</sub>: a row leaves at the first k with s<sub>k</sub> &ge;
 *       t<sub>k</sub>. There are K-1 of them, some perhaps infinite: the last exit always answers.
 *   <li><b>policy</b>: signal, thresholds and how they were certified.
 *   <li><b>trace</b>: for each row the label, if known, and what every exit answered.
 *   <li><b>risk</b>: the expected loss a policy adds over running every row to exit K.
 *   <li><b>epsilon</b> and <b>delta</b>: the bound on the risk, and the probability with which that
 *       bound may fail; the <b>confidence</b> is 1 - delta.
 * </ul>
 */
@NullMarked
package io.offramp.calibration;

import org.jspecify.annotations.NullMarked;
