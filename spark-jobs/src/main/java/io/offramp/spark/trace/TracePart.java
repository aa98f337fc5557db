// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;

/** What a task sends to the driver: blocks of rows, and one report at the end. */
interface TracePart extends Serializable {}
