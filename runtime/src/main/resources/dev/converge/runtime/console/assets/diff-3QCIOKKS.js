import{a}from"./chunk-T4IHSGKI.js";import"./chunk-RLH3V6A7.js";export{a as TextDiff};
