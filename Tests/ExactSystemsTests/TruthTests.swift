import ExactSystems
import Testing

@Suite struct TruthTests {}
