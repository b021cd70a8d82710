module m { requires jdk.incubator.vector; exports p; }
