package io.bellwire.checker.faults;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Journal;

/** What faults are done to. */
public record Scene(Cluster cluster, BusMischief bus, Journal journal) {}
