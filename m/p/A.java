package p; import jdk.incubator.vector.*;
public class A { static final VectorSpecies<Float> S = FloatVector.SPECIES_512; public static void main(String[] a){System.out.println(FloatVector.SPECIES_PREFERRED);} }
