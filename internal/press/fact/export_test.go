package fact

// GoldSides lets the test of the whole pipeline score as TestGold does.
var GoldSides = goldSides
