import"./chunk-YJXHC6ZA.js";import"./chunk-SQE76S5B.js";
