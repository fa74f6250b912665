-- vantage6 4.15.2: sample-2.3.5.pgsql after the models of 4.15.2 upgraded it in place. Into an empty database: psql -v ON_ERROR_STOP=1 -1 -q -f FILE

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

-- Name: operation; Type: TYPE; Schema: public; Owner: -

CREATE TYPE public.operation AS ENUM (
    'VIEW',
    'EDIT',
    'CREATE',
    'DELETE'
);

-- Name: scope; Type: TYPE; Schema: public; Owner: -

CREATE TYPE public.scope AS ENUM (
    'OWN',
    'ORGANIZATION',
    'COLLABORATION',
    'GLOBAL'
);

-- Name: Member; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public."Member" (
    organization_id integer,
    collaboration_id integer
);

-- Name: Permission; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public."Permission" (
    role_id integer,
    user_id integer
);

-- Name: StudyMember; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public."StudyMember" (
    organization_id integer,
    study_id integer
);

-- Name: UserPermission; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public."UserPermission" (
    rule_id integer,
    user_id integer
);

-- Name: algorithmport; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.algorithmport (
    id integer NOT NULL,
    port integer,
    run_id integer,
    label character varying
);

-- Name: algorithmport_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.algorithmport_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: algorithmport_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.algorithmport_id_seq OWNED BY public.algorithmport.id;

-- Name: algorithmstore; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.algorithmstore (
    id integer NOT NULL,
    name character varying,
    url character varying,
    collaboration_id integer
);

-- Name: algorithmstore_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.algorithmstore_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: algorithmstore_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.algorithmstore_id_seq OWNED BY public.algorithmstore.id;

-- Name: authenticatable; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.authenticatable (
    id integer NOT NULL,
    type character varying(50),
    ip character varying,
    last_seen timestamp without time zone,
    status character varying
);

-- Name: authenticatable_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.authenticatable_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: authenticatable_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.authenticatable_id_seq OWNED BY public.authenticatable.id;

-- Name: collaboration; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.collaboration (
    id integer NOT NULL,
    name character varying,
    encrypted boolean
);

-- Name: collaboration_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.collaboration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: collaboration_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.collaboration_id_seq OWNED BY public.collaboration.id;

-- Name: node; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.node (
    id integer NOT NULL,
    name character varying,
    api_key character varying,
    collaboration_id integer,
    organization_id integer
);

-- Name: nodeconfig; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.nodeconfig (
    id integer NOT NULL,
    node_id integer,
    key character varying,
    value character varying
);

-- Name: nodeconfig_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.nodeconfig_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: nodeconfig_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.nodeconfig_id_seq OWNED BY public.nodeconfig.id;

-- Name: organization; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.organization (
    id integer NOT NULL,
    name character varying,
    domain character varying,
    address1 character varying,
    address2 character varying,
    zipcode character varying,
    country character varying,
    _public_key bytea
);

-- Name: organization_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.organization_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: organization_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.organization_id_seq OWNED BY public.organization.id;

-- Name: result; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.result (
    id integer NOT NULL,
    input text,
    task_id integer,
    organization_id integer,
    result text,
    assigned_at timestamp without time zone,
    started_at timestamp without time zone,
    finished_at timestamp without time zone,
    log text
);

-- Name: result_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.result_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: result_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.result_id_seq OWNED BY public.result.id;

-- Name: role; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.role (
    id integer NOT NULL,
    name text,
    description text,
    organization_id integer,
    is_default_role boolean
);

-- Name: role_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.role_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: role_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.role_id_seq OWNED BY public.role.id;

-- Name: role_rule_association; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.role_rule_association (
    role_id integer,
    rule_id integer
);

-- Name: rule; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.rule (
    id integer NOT NULL,
    name text,
    operation public.operation,
    scope public.scope,
    description character varying
);

-- Name: rule_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.rule_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: rule_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.rule_id_seq OWNED BY public.rule.id;

-- Name: run; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.run (
    id integer NOT NULL,
    input text,
    task_id integer,
    organization_id integer,
    result text,
    assigned_at timestamp without time zone,
    started_at timestamp without time zone,
    finished_at timestamp without time zone,
    status text,
    log text,
    cleanup_at timestamp without time zone,
    blob_storage_used boolean
);

-- Name: run_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.run_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: run_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.run_id_seq OWNED BY public.run.id;

-- Name: study; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.study (
    id integer NOT NULL,
    name character varying,
    collaboration_id integer
);

-- Name: study_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.study_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: study_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.study_id_seq OWNED BY public.study.id;

-- Name: task; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.task (
    id integer NOT NULL,
    name character varying,
    description character varying,
    image character varying,
    collaboration_id integer,
    run_id integer,
    parent_id integer,
    database character varying,
    initiator_id integer,
    study_id integer,
    job_id integer,
    init_org_id integer,
    init_user_id integer,
    created_at timestamp without time zone,
    algorithm_store_id integer
);

-- Name: task_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.task_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: task_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.task_id_seq OWNED BY public.task.id;

-- Name: taskdatabase; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public.taskdatabase (
    id integer NOT NULL,
    task_id integer,
    database character varying,
    parameters character varying
);

-- Name: taskdatabase_id_seq; Type: SEQUENCE; Schema: public; Owner: -

CREATE SEQUENCE public.taskdatabase_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

-- Name: taskdatabase_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -

ALTER SEQUENCE public.taskdatabase_id_seq OWNED BY public.taskdatabase.id;

-- Name: user; Type: TABLE; Schema: public; Owner: -

CREATE TABLE public."user" (
    id integer NOT NULL,
    username character varying,
    password character varying,
    firstname character varying,
    lastname character varying,
    email character varying,
    organization_id integer,
    failed_login_attempts integer,
    last_login_attempt timestamp without time zone,
    otp_secret character varying(32),
    last_email_failed_login_sent timestamp without time zone,
    last_email_recover_password_sent timestamp without time zone
);

-- Name: algorithmport id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.algorithmport ALTER COLUMN id SET DEFAULT nextval('public.algorithmport_id_seq'::regclass);

-- Name: algorithmstore id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.algorithmstore ALTER COLUMN id SET DEFAULT nextval('public.algorithmstore_id_seq'::regclass);

-- Name: authenticatable id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.authenticatable ALTER COLUMN id SET DEFAULT nextval('public.authenticatable_id_seq'::regclass);

-- Name: collaboration id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.collaboration ALTER COLUMN id SET DEFAULT nextval('public.collaboration_id_seq'::regclass);

-- Name: nodeconfig id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.nodeconfig ALTER COLUMN id SET DEFAULT nextval('public.nodeconfig_id_seq'::regclass);

-- Name: organization id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.organization ALTER COLUMN id SET DEFAULT nextval('public.organization_id_seq'::regclass);

-- Name: result id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.result ALTER COLUMN id SET DEFAULT nextval('public.result_id_seq'::regclass);

-- Name: role id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.role ALTER COLUMN id SET DEFAULT nextval('public.role_id_seq'::regclass);

-- Name: rule id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.rule ALTER COLUMN id SET DEFAULT nextval('public.rule_id_seq'::regclass);

-- Name: run id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.run ALTER COLUMN id SET DEFAULT nextval('public.run_id_seq'::regclass);

-- Name: study id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.study ALTER COLUMN id SET DEFAULT nextval('public.study_id_seq'::regclass);

-- Name: task id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.task ALTER COLUMN id SET DEFAULT nextval('public.task_id_seq'::regclass);

-- Name: taskdatabase id; Type: DEFAULT; Schema: public; Owner: -

ALTER TABLE ONLY public.taskdatabase ALTER COLUMN id SET DEFAULT nextval('public.taskdatabase_id_seq'::regclass);

-- Data for Name: Member; Type: TABLE DATA; Schema: public; Owner: -

COPY public."Member" (organization_id, collaboration_id) FROM stdin;
2	1
3	1
2	2
3	2
4	2
\.

-- Data for Name: Permission; Type: TABLE DATA; Schema: public; Owner: -

COPY public."Permission" (role_id, user_id) FROM stdin;
3	1
1	2
4	3
1	3
\.

-- Data for Name: StudyMember; Type: TABLE DATA; Schema: public; Owner: -

COPY public."StudyMember" (organization_id, study_id) FROM stdin;
\.

-- Data for Name: UserPermission; Type: TABLE DATA; Schema: public; Owner: -

COPY public."UserPermission" (rule_id, user_id) FROM stdin;
2	2
\.

-- Data for Name: algorithmport; Type: TABLE DATA; Schema: public; Owner: -

COPY public.algorithmport (id, port, run_id, label) FROM stdin;
\.

-- Data for Name: algorithmstore; Type: TABLE DATA; Schema: public; Owner: -

COPY public.algorithmstore (id, name, url, collaboration_id) FROM stdin;
\.

-- Data for Name: authenticatable; Type: TABLE DATA; Schema: public; Owner: -

COPY public.authenticatable (id, type, ip, last_seen, status) FROM stdin;
1	user	\N	\N	\N
2	user	\N	\N	\N
3	user	\N	\N	\N
4	user	\N	\N	\N
5	node	10.0.0.7	2024-01-02 03:04:05.678901	online
6	node	\N	2023-01-02 03:04:05	offline
7	node	\N	\N	\N
8	node	\N	\N	\N
9	node	\N	\N	\N
\.

-- Data for Name: collaboration; Type: TABLE DATA; Schema: public; Owner: -

COPY public.collaboration (id, name, encrypted) FROM stdin;
1	ZEPPELIN	f
2	PIPELINE	t
\.

-- Data for Name: node; Type: TABLE DATA; Schema: public; Owner: -

COPY public.node (id, name, api_key, collaboration_id, organization_id) FROM stdin;
5	IKNL - ZEPPELIN Node	123e4567-e89b-12d3-a456-426614174000	1	2
6	Small Organization - ZEPPELIN Node	123e4567-e89b-12d3-a456-426614174001	1	3
7	IKNL - PIPELINE Node	123e4567-e89b-12d3-a456-426614174002	2	2
8	Small Organization - PIPELINE Node	123e4567-e89b-12d3-a456-426614174003	2	3
9	Zoë Örg 🏢 - PIPELINE Node	123e4567-e89b-12d3-a456-426614174004	2	4
\.

-- Data for Name: nodeconfig; Type: TABLE DATA; Schema: public; Owner: -

COPY public.nodeconfig (id, node_id, key, value) FROM stdin;
\.

-- Data for Name: organization; Type: TABLE DATA; Schema: public; Owner: -

COPY public.organization (id, name, domain, address1, address2, zipcode, country, _public_key) FROM stdin;
1	root	\N	\N	\N	\N	\N	\N
2	IKNL	iknl.nl	Zernikestraat 29	Eindhoven	5612HZ	Netherlands	\\x2d2d2d2d2d424547494e205055424c4943204b45592d2d2d2d2d0a4d494943496a414e42676b71686b6947397730424151454641414f43416738414d49494343674b434167454176794e3059566159595a707556465969683263790a2d2d2d2d2d454e44205055424c4943204b45592d2d2d2d2d0a
3	Small Organization	small-organization.example	Big Ambitions Drive 4	\N	1234AB	Nowhereland	\\x4c5330744c5331435255644a5469425156554a4d53554d675330565a4c5330744c53304b54556c4a51306c71515535435a32747861477470527a6c334d454a4255555647515546505130466e4f45464e53556c445132644c5130466e525546326555347757565a6857566c6163485657526c6c7061444a6a65516f744c5330744c55564f5243425156554a4d53554d675330565a4c5330744c53304b
4	Zoë Örg 🏢	zoe.example				België	\\x2d2d2d2d2d424547494e205055424c4943204b45592d2d2d2d2d0a4d494943496a414e42676b71686b6947397730424151454641414f43416738414d49494343674b434167454176794e3059566159595a707556465969683263790a2d2d2d2d2d454e44205055424c4943204b45592d2d2d2d2d0a
\.

-- Data for Name: result; Type: TABLE DATA; Schema: public; Owner: -

COPY public.result (id, input, task_id, organization_id, result, assigned_at, started_at, finished_at, log) FROM stdin;
1	eyJtZXRob2QiOiJtIn0=	1	2	eyJhdmciOjF9	2024-02-03 04:05:07	2024-02-03 04:06:00	2024-02-03 04:07:00.000005	log line 1\nlog line 2
2	eyJtZXRob2QiOiJtIn0=	1	3		2024-02-03 04:05:07	2024-02-03 04:06:01	2024-02-03 04:08:00	
3	eyJtZXRob2QiOiJtIn0=	2	2	\N	2024-02-03 04:05:07	2024-02-03 04:09:00	\N	\N
4	eyJtZXRob2QiOiJtIn0=	3	2	\N	2024-02-03 04:05:07	\N	\N	\N
5	eyJtZXRob2QiOiJtIn0=	3	3	\N	2024-02-03 04:05:07	\N	\N	\N
6	eyJtZXRob2QiOiJtIn0=	3	4	\N	2024-02-03 04:05:07	\N	\N	\N
7	eyJtZXRob2QiOiJtIn0=	4	2	\N	2024-02-03 04:05:07	2024-02-03 04:09:00	2024-02-03 04:09:30	Traceback ...
8	eyJtZXRob2QiOiJtIn0=	4	3	x	2024-02-03 04:05:07	2024-02-03 04:09:00	2024-02-03 04:09:40	\N
\.

-- Data for Name: role; Type: TABLE DATA; Schema: public; Owner: -

COPY public.role (id, name, description, organization_id, is_default_role) FROM stdin;
1	container	container role	\N	\N
2	node	node role	\N	\N
3	Root	Super role	\N	\N
4	custom-role	a custom role	2	\N
\.

-- Data for Name: role_rule_association; Type: TABLE DATA; Schema: public; Owner: -

COPY public.role_rule_association (role_id, rule_id) FROM stdin;
1	2
2	2
2	10
1	10
1	15
2	15
1	16
2	16
2	18
2	21
1	21
1	29
2	29
3	1
3	2
3	3
3	4
3	5
3	6
3	7
3	8
3	9
3	10
3	11
3	12
3	13
3	14
3	15
3	16
3	17
3	18
3	19
3	20
3	21
3	22
3	23
3	24
3	25
3	26
3	27
3	28
3	29
3	30
3	31
3	32
3	33
3	34
3	35
3	36
3	37
3	38
3	39
3	40
3	41
3	42
3	43
3	44
3	45
3	46
3	47
3	48
4	2
4	25
\.

-- Data for Name: rule; Type: TABLE DATA; Schema: public; Owner: -

COPY public.rule (id, name, operation, scope, description) FROM stdin;
1	node	VIEW	GLOBAL	view any node
2	node	VIEW	ORGANIZATION	view your own node info
3	node	EDIT	GLOBAL	edit any node
4	node	EDIT	ORGANIZATION	edit node that is part of your organization
5	node	CREATE	GLOBAL	create node for any organization
6	node	CREATE	ORGANIZATION	create new node for your organization
7	node	DELETE	GLOBAL	delete any node
8	node	DELETE	ORGANIZATION	delete node that is part of your organization
9	collaboration	VIEW	GLOBAL	view any collaboration
10	collaboration	VIEW	ORGANIZATION	view collaborations of your organization
11	collaboration	EDIT	GLOBAL	edit any collaboration
12	collaboration	CREATE	GLOBAL	create a new collaboration
13	collaboration	DELETE	GLOBAL	delete a collaboration
14	organization	VIEW	GLOBAL	view any organization
15	organization	VIEW	ORGANIZATION	view your own organization info
16	organization	VIEW	COLLABORATION	view collaborating organizations
17	organization	EDIT	GLOBAL	edit any organization
18	organization	EDIT	ORGANIZATION	edit your own organization info
19	organization	CREATE	GLOBAL	create a new organization
20	task	VIEW	GLOBAL	view any task
21	task	VIEW	ORGANIZATION	view tasks of your organization
22	task	EDIT	GLOBAL	edit any task
23	task	EDIT	ORGANIZATION	edit tasks of your organization
24	task	CREATE	GLOBAL	create a new task
25	task	CREATE	ORGANIZATION	create a new task for collaborations in which your organization participates with
26	task	DELETE	GLOBAL	delete a task
27	task	DELETE	ORGANIZATION	delete a task from a collaboration in which your organization participates with
28	result	VIEW	GLOBAL	view any result
29	result	VIEW	ORGANIZATION	view results of your organizations collaborations
30	user	VIEW	GLOBAL	View any user
31	user	VIEW	ORGANIZATION	View users from your organization
32	user	VIEW	OWN	View your own data
33	user	CREATE	GLOBAL	Create a new user for any organization
34	user	CREATE	ORGANIZATION	Create a new user for your organization
35	user	EDIT	GLOBAL	Edit any user
36	user	EDIT	ORGANIZATION	Edit users from your organization
37	user	EDIT	OWN	Edit your own info
38	user	DELETE	GLOBAL	Delete any user
39	user	DELETE	ORGANIZATION	Delete users from your organization
40	user	DELETE	OWN	Delete your own account
41	role	VIEW	GLOBAL	View any role
42	role	VIEW	ORGANIZATION	View the roles of your organization
43	role	CREATE	GLOBAL	Create role for any organization
44	role	CREATE	ORGANIZATION	Create role for your organization
45	role	EDIT	GLOBAL	Edit any role
46	role	EDIT	ORGANIZATION	Edit a role from your organization
47	role	DELETE	GLOBAL	Delete any organization
48	role	DELETE	ORGANIZATION	Delete your organization
\.

-- Data for Name: run; Type: TABLE DATA; Schema: public; Owner: -

COPY public.run (id, input, task_id, organization_id, result, assigned_at, started_at, finished_at, status, log, cleanup_at, blob_storage_used) FROM stdin;
\.

-- Data for Name: study; Type: TABLE DATA; Schema: public; Owner: -

COPY public.study (id, name, collaboration_id) FROM stdin;
\.

-- Data for Name: task; Type: TABLE DATA; Schema: public; Owner: -

COPY public.task (id, name, description, image, collaboration_id, run_id, parent_id, database, initiator_id, study_id, job_id, init_org_id, init_user_id, created_at, algorithm_store_id) FROM stdin;
1	average	some human readable description	harbor2.vantage6.ai/demo/average	1	1	\N	default	2	\N	\N	\N	\N	\N	\N
2	subtask	some human readable description	harbor2.vantage6.ai/demo/average	1	1	1	default	2	\N	\N	\N	\N	\N	\N
3	waiting	some human readable description	harbor2.vantage6.ai/demo/average	2	2	\N	default	2	\N	\N	\N	\N	\N	\N
4	failed one	some human readable description	harbor2.vantage6.ai/demo/average	2	3	\N	default	2	\N	\N	\N	\N	\N	\N
5	no results	some human readable description	harbor2.vantage6.ai/demo/average	2	4	\N	default	2	\N	\N	\N	\N	\N	\N
\.

-- Data for Name: taskdatabase; Type: TABLE DATA; Schema: public; Owner: -

COPY public.taskdatabase (id, task_id, database, parameters) FROM stdin;
\.

-- Data for Name: user; Type: TABLE DATA; Schema: public; Owner: -

COPY public."user" (id, username, password, firstname, lastname, email, organization_id, failed_login_attempts, last_login_attempt, otp_secret, last_email_failed_login_sent, last_email_recover_password_sent) FROM stdin;
1	root	$2b$12$PPY2v4K0zlMMhXsC4HjYEOYwzpKRCY0aKgp8l0ViAFs4Z1WpYVYjC	\N	\N	root@domain.ext	1	\N	\N	\N	\N	\N
2	john	$2b$12$b4z5Otl0PSmamjI.GebKYOJ1irly7XrE8fpAMYC.4bAOxpw1R/eI2	John	Doe	john@iknl.nl	2	\N	\N	\N	\N	\N
3	jane	$2b$12$uywhRsf5ixQfOxHw8xOgN.x69W90dZxC9dWOvm/nKk8yvkNH89ojK	Jané	Roe	\N	3	\N	\N	\N	\N	\N
4	noorg	$2b$12$CTv1V/5PiFP9gBs/.Wp0luLCNchHkieXLRQ0fA8IBx/4BpKDi7yti	\N	\N	\N	\N	\N	\N	\N	\N	\N
\.

-- Name: algorithmport_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.algorithmport_id_seq', 1, false);

-- Name: algorithmstore_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.algorithmstore_id_seq', 1, false);

-- Name: authenticatable_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.authenticatable_id_seq', 9, true);

-- Name: collaboration_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.collaboration_id_seq', 2, true);

-- Name: nodeconfig_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.nodeconfig_id_seq', 1, false);

-- Name: organization_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.organization_id_seq', 4, true);

-- Name: result_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.result_id_seq', 8, true);

-- Name: role_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.role_id_seq', 4, true);

-- Name: rule_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.rule_id_seq', 48, true);

-- Name: run_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.run_id_seq', 1, false);

-- Name: study_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.study_id_seq', 1, false);

-- Name: task_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.task_id_seq', 5, true);

-- Name: taskdatabase_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -

SELECT pg_catalog.setval('public.taskdatabase_id_seq', 1, false);

-- Name: algorithmport algorithmport_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.algorithmport
    ADD CONSTRAINT algorithmport_pkey PRIMARY KEY (id);

-- Name: algorithmstore algorithmstore_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.algorithmstore
    ADD CONSTRAINT algorithmstore_pkey PRIMARY KEY (id);

-- Name: authenticatable authenticatable_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.authenticatable
    ADD CONSTRAINT authenticatable_pkey PRIMARY KEY (id);

-- Name: collaboration collaboration_name_key; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.collaboration
    ADD CONSTRAINT collaboration_name_key UNIQUE (name);

-- Name: collaboration collaboration_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.collaboration
    ADD CONSTRAINT collaboration_pkey PRIMARY KEY (id);

-- Name: node node_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (id);

-- Name: nodeconfig nodeconfig_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.nodeconfig
    ADD CONSTRAINT nodeconfig_pkey PRIMARY KEY (id);

-- Name: organization organization_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);

-- Name: result result_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.result
    ADD CONSTRAINT result_pkey PRIMARY KEY (id);

-- Name: role role_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.role
    ADD CONSTRAINT role_pkey PRIMARY KEY (id);

-- Name: rule rule_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.rule
    ADD CONSTRAINT rule_pkey PRIMARY KEY (id);

-- Name: run run_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

-- Name: study study_name_key; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.study
    ADD CONSTRAINT study_name_key UNIQUE (name);

-- Name: study study_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.study
    ADD CONSTRAINT study_pkey PRIMARY KEY (id);

-- Name: task task_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

-- Name: taskdatabase taskdatabase_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.taskdatabase
    ADD CONSTRAINT taskdatabase_pkey PRIMARY KEY (id);

-- Name: user user_email_key; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_email_key UNIQUE (email);

-- Name: user user_pkey; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);

-- Name: user user_username_key; Type: CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_username_key UNIQUE (username);

-- Name: Member Member_collaboration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."Member"
    ADD CONSTRAINT "Member_collaboration_id_fkey" FOREIGN KEY (collaboration_id) REFERENCES public.collaboration(id);

-- Name: Member Member_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."Member"
    ADD CONSTRAINT "Member_organization_id_fkey" FOREIGN KEY (organization_id) REFERENCES public.organization(id);

-- Name: Permission Permission_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."Permission"
    ADD CONSTRAINT "Permission_role_id_fkey" FOREIGN KEY (role_id) REFERENCES public.role(id);

-- Name: Permission Permission_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."Permission"
    ADD CONSTRAINT "Permission_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public."user"(id);

-- Name: StudyMember StudyMember_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."StudyMember"
    ADD CONSTRAINT "StudyMember_organization_id_fkey" FOREIGN KEY (organization_id) REFERENCES public.organization(id);

-- Name: StudyMember StudyMember_study_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."StudyMember"
    ADD CONSTRAINT "StudyMember_study_id_fkey" FOREIGN KEY (study_id) REFERENCES public.study(id);

-- Name: UserPermission UserPermission_rule_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."UserPermission"
    ADD CONSTRAINT "UserPermission_rule_id_fkey" FOREIGN KEY (rule_id) REFERENCES public.rule(id);

-- Name: UserPermission UserPermission_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."UserPermission"
    ADD CONSTRAINT "UserPermission_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public."user"(id);

-- Name: algorithmport algorithmport_run_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.algorithmport
    ADD CONSTRAINT algorithmport_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);

-- Name: algorithmstore algorithmstore_collaboration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.algorithmstore
    ADD CONSTRAINT algorithmstore_collaboration_id_fkey FOREIGN KEY (collaboration_id) REFERENCES public.collaboration(id);

-- Name: node node_collaboration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_collaboration_id_fkey FOREIGN KEY (collaboration_id) REFERENCES public.collaboration(id);

-- Name: node node_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_id_fkey FOREIGN KEY (id) REFERENCES public.authenticatable(id);

-- Name: node node_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);

-- Name: nodeconfig nodeconfig_node_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.nodeconfig
    ADD CONSTRAINT nodeconfig_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.node(id);

-- Name: result result_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.result
    ADD CONSTRAINT result_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);

-- Name: result result_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.result
    ADD CONSTRAINT result_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

-- Name: role role_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.role
    ADD CONSTRAINT role_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);

-- Name: role_rule_association role_rule_association_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.role_rule_association
    ADD CONSTRAINT role_rule_association_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.role(id);

-- Name: role_rule_association role_rule_association_rule_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.role_rule_association
    ADD CONSTRAINT role_rule_association_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES public.rule(id);

-- Name: run run_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);

-- Name: run run_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

-- Name: study study_collaboration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.study
    ADD CONSTRAINT study_collaboration_id_fkey FOREIGN KEY (collaboration_id) REFERENCES public.collaboration(id);

-- Name: task task_collaboration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_collaboration_id_fkey FOREIGN KEY (collaboration_id) REFERENCES public.collaboration(id);

-- Name: task task_initiator_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_initiator_id_fkey FOREIGN KEY (initiator_id) REFERENCES public.organization(id);

-- Name: task task_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.task(id);

-- Name: taskdatabase taskdatabase_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public.taskdatabase
    ADD CONSTRAINT taskdatabase_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task(id);

-- Name: user user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_id_fkey FOREIGN KEY (id) REFERENCES public.authenticatable(id);

-- Name: user user_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);

