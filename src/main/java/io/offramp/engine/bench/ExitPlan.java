// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

/**
 * Where the rows leave.
 *
 * @param name part of ids, such as {@code 0.5} or {@code policy}
 * @param exits of the rows, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
public record ExitPlan(String name, int[] exits) {}
