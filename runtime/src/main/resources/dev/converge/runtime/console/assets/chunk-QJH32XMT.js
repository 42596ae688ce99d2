var t=["converged","halted","cancelled","failed"];function p(e){return t.includes(e)}export{p as a};
