// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * One row's answer.
 *
 * @param exit where the row left, 1-based
 * @param label index of the predicted label
 * @param confidence the predicted label's probability at that exit
 */
public record ExitAnswer(int exit, int label, double confidence) {}
