import{a}from"./chunk-5Q2JDOKW.js";import"./chunk-I57VLHE7.js";export{a as TextDiff};
