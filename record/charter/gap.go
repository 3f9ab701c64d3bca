package charter

// FoldGap judges and folds the leaf of a given place when the leaves between
// the last one folded and this one are not at hand, as in a receipt. What lies
// between is taken to have moved only the chain of the leaf's key, and to have
// completed the founding: so the verdict holds for what the caller shows, and
// never says that nothing in between revoked the key or made the entry void. A
// chain that goes backwards is a fault all the same. R-GROUND-3.
//
// A state that was folded over gaps is for receipts and extracts only: no node
// may admit or fold the record with it.
func (s *State) FoldGap(index int64, p Prepared) Entry {
	if index < s.f.Size {
		e := s.entry(p)
		e.Void = void(RuleForm, "entry %d after entry %d", index, s.f.Size-1)
		return e
	}
	s.f.Size, s.f.Founded = index, true
	if k, ok := s.f.Keys[p.st.Key]; ok && p.checked && p.signature == nil && p.st.Seq > k.Next {
		k.Next, k.Tail = p.st.Seq, p.st.Prev
	}
	return s.Fold(p)
}
