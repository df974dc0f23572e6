-- A key that was revoked may be pinned anew, such as after a mistake; of those that stand, one of a body is pinned once.
drop index handoff_peers_key;
create unique index handoff_peers_key on handoff_peers (organization, key_id) where revoked_at is null;
