-- By which the fleet asks, every second, what has ended lately (Membership/MembershipSnapshotEndpoints.cs).
CREATE INDEX community_members_left ON community_members (left_at, id) WHERE NOT is_member;
